import { type DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Look } from "../core/believed.ts";
import { isoTime } from "../core/iso-time.ts";
import type { LookPort, PendingLook } from "../detect/ports.ts";
import { packLook } from "./packed-look.ts";
import { conditionHeld } from "./refusals.ts";
import { hasExpired, timeToLiveOf } from "./times.ts";

/** An item of the table of history. */
export interface HistoryItem {
  readonly systemId: string;
  /** The record's fetchedAt, ISO 8601. */
  readonly at: string;
  /** By packed-look.ts. */
  readonly look: Uint8Array;
  /** The name of the list of ids that its columns count by; absent where it has no columns. */
  readonly stations?: string;
  /** When it may be deleted, in seconds since the epoch. */
  readonly expiresAt: number;
}

/** Puts looks into the table of history, each once: a repeat changes nothing. */
export class HistoryStore implements LookPort {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #now: () => number;

  constructor(client: DynamoDBDocumentClient, table: string, now: () => number) {
    this.#client = client;
    this.#table = table;
    this.#now = now;
  }

  pack(look: Look, sequenceNumber: string): Uint8Array {
    return packLook(look, sequenceNumber);
  }

  async put(systemId: string, look: PendingLook): Promise<void> {
    const Item = historyItem(systemId, look);
    if (hasExpired(Item, this.#now())) return;
    const put = new PutCommand({
      TableName: this.#table,
      Item,
      ConditionExpression: "attribute_not_exists(systemId)",
    });
    await conditionHeld(this.#client.send(put));
  }
}

export function historyItem(
  systemId: string,
  { at, bytes, stationsItem, expiresAt }: PendingLook,
): HistoryItem {
  return {
    systemId,
    at: isoTime(at),
    look: bytes,
    ...(stationsItem === null ? {} : { stations: stationsItem }),
    expiresAt: timeToLiveOf(expiresAt),
  };
}
