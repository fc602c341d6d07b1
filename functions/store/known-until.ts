import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import type { KnownUntil } from "../core/tellable.ts";
import type { KnownUntilPort } from "../tell/ports.ts";
import type { HistoryItem } from "./history-store.ts";
import { unpackLook } from "./packed-look.ts";
import { hasExpired, millisecondsOf } from "./times.ts";

/** Looks of each page but the first, which has one: but in trouble, the newest is believed. */
const PAGE_LOOKS = 50;
/** A feed that has shown nothing believable for more looks than this is told of by its own rules. */
const LOOKS_MAX = 1_000;

/** Reads up to when something is known of a system, from the newest of its looks. */
export class KnownUntilReader implements KnownUntilPort {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #now: () => number;

  constructor(client: DynamoDBDocumentClient, table: string, now: () => number) {
    this.#client = client;
    this.#table = table;
    this.#now = now;
  }

  async of(systemId: string): Promise<KnownUntil> {
    let polledAt: number | null = null;
    let looks = 0;
    let from: Record<string, unknown> | undefined;
    do {
      const query: QueryCommandInput = {
        TableName: this.#table,
        KeyConditionExpression: "systemId = :systemId",
        ExpressionAttributeValues: { ":systemId": systemId },
        ScanIndexForward: false,
        Limit: looks === 0 ? 1 : PAGE_LOOKS,
        ExclusiveStartKey: from,
      };
      const { Items = [], LastEvaluatedKey } = await this.#client.send(new QueryCommand(query));
      for (const item of Items as HistoryItem[]) {
        const at = millisecondsOf(item.at);
        if (at === null || hasExpired(item, this.#now())) continue;
        polledAt ??= at;
        if (isBelieved(item, at)) return { believedAt: at, polledAt };
      }
      looks += Items.length;
      from = LastEvaluatedKey;
    } while (from !== undefined && looks < LOOKS_MAX);
    return { believedAt: null, polledAt };
  }
}

/** What cannot be read shows nothing. */
function isBelieved({ look }: HistoryItem, at: number): boolean {
  try {
    return unpackLook(look, at).verdict === "observed";
  } catch {
    return false;
  }
}
