import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  paginateScan,
} from "@aws-sdk/lib-dynamodb";
import { isoTime } from "../core/iso-time.ts";
import { messageOf } from "../core/messages.ts";
import { KEPT_MS, NOTHING_TOLD, type Refusal, type Standing } from "../core/telling.ts";
import type { ReceiversPort } from "../tell/ports.ts";
import { bytesOfStanding, packStanding, type StandingItem, unpackStanding } from "./packed-standing.ts";
import { conditionHeld, refusable } from "./refusals.ts";
import { hasExpired, timeToLiveOf } from "./times.ts";

const STANDING = "standing";
const REFUSED = "refused/";
const REASON_CHARACTERS_MAX = 400;

/** A message that was set aside, as it stands in the table. */
export interface RefusedItem {
  readonly receiver: string;
  /** `refused/<at>/<id of the message>` */
  readonly item: string;
  readonly reason: string;
  readonly kind: string;
  readonly body: Uint8Array;
  readonly openedCount: number;
  readonly overCount: number;
  readonly attempts: number;
  readonly expiresAt: number;
}

/** Keeps what receivers were told, and what they have refused: for each an item, and one for each refusal. */
export class ReceiverStore implements ReceiversPort {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #now: () => number;

  constructor(client: DynamoDBDocumentClient, table: string, now: () => number) {
    this.#client = client;
    this.#table = table;
    this.#now = now;
  }

  async load(name: string): Promise<Standing> {
    const Key = { receiver: name, item: STANDING };
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key, ConsistentRead: true }),
    );
    if (Item === undefined) return NOTHING_TOLD;
    const item = Item as StandingItem;
    try {
      const standing = unpackStanding(item);
      // A condition on the version still guards what has expired and is not deleted yet.
      return hasExpired(item, this.#now()) ? { ...NOTHING_TOLD, version: standing.version } : standing;
    } catch (error) {
      throw new Error(`the item of the receiver ${name} cannot be read: ${messageOf(error)}`, {
        cause: error,
      });
    }
  }

  async save(name: string, standing: Standing, now: number): Promise<Standing | null> {
    const keptUntil = now + KEPT_MS;
    const next = { ...standing, version: standing.version + 1, keptUntil };
    const put = new PutCommand({
      TableName: this.#table,
      Item: { receiver: name, item: STANDING, ...packStanding(next, keptUntil) },
      ...(standing.version === 0
        ? { ConditionExpression: "attribute_not_exists(receiver)" }
        : {
            ConditionExpression: "version = :read",
            ExpressionAttributeValues: { ":read": standing.version },
          }),
    });
    return (await conditionHeld(this.#client.send(put))) ? next : null;
  }

  async setAside(name: string, { message, at, reason }: Refusal): Promise<void> {
    const { id, kind, body, opened, over, attempts } = message;
    const item: RefusedItem = {
      receiver: name,
      item: `${REFUSED}${isoTime(at)}/${id}`,
      reason: reason.slice(0, REASON_CHARACTERS_MAX),
      kind,
      body,
      openedCount: opened.length,
      overCount: over.length,
      attempts,
      expiresAt: timeToLiveOf(at + KEPT_MS),
    };
    await refusable(this.#client.send(new PutCommand({ TableName: this.#table, Item: item })));
  }

  bytesOf(standing: Standing): number {
    return bytesOfStanding(standing);
  }

  /** Returns the names of all receivers that have an item, also of those that have left the configuration, sorted. */
  async names(): Promise<string[]> {
    const scan = {
      TableName: this.#table,
      ProjectionExpression: "receiver",
      FilterExpression: "#item = :standing",
      ExpressionAttributeNames: { "#item": "item" },
      ExpressionAttributeValues: { ":standing": STANDING },
    };
    const found: string[] = [];
    for await (const { Items = [] } of paginateScan({ client: this.#client }, scan)) {
      found.push(...Items.map(({ receiver }) => String(receiver)));
    }
    return found.sort();
  }

  /** Returns what a receiver has refused in the last weeks, the newest first. */
  async refusals(name: string): Promise<RefusedItem[]> {
    const query = {
      TableName: this.#table,
      KeyConditionExpression: "receiver = :receiver AND begins_with(#item, :refused)",
      ExpressionAttributeNames: { "#item": "item" },
      ExpressionAttributeValues: { ":receiver": name, ":refused": REFUSED },
      ScanIndexForward: false,
    };
    const found: RefusedItem[] = [];
    for await (const { Items = [] } of paginateQuery({ client: this.#client }, query)) {
      found.push(...(Items as RefusedItem[]).filter((item) => !hasExpired(item, this.#now())));
    }
    return found;
  }
}

/** Returns when a message was refused, ISO 8601 in UTC, and its id. */
export function refusalNameOf({ item }: Pick<RefusedItem, "item">): {
  readonly at: string;
  readonly id: string;
} {
  const [, at = "", id = ""] = item.split("/");
  return { at, id };
}
