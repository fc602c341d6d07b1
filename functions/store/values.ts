import { createHash } from "node:crypto";
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { itemsOfValue, type ValueKind, valueName } from "../core/item-names.ts";
import type { RawItem } from "../core/refusal.ts";
import { conditionHeld, refusable } from "./refusals.ts";
import { ITEM_BYTES_MAX } from "./tables.ts";
import { timeToLiveOf } from "./times.ts";

/** The attribute that holds the bytes. */
const ATTRIBUTES = { stations: "ids", overflow: "bytes", roster: "bytes" } as const;

/** A value as it was read. */
export interface ReadValue {
  readonly items: readonly RawItem[];
  /** Null where a part is lost or is none. */
  readonly bytes: Uint8Array | null;
}

/**
 * Keeps bytes of a system beside its state, in as many items as they need. A value is written before the commit that
 * names it, under a name that no other value ever has, so a failed commit leaves the older values as they were.
 */
export class Values {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** Returns the value's name. */
  async put(systemId: string, kind: ValueKind, number: number, bytes: Uint8Array): Promise<string> {
    const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
    const parts = Math.max(1, Math.ceil(bytes.length / ITEM_BYTES_MAX));
    const name = valueName(kind, number, hash, parts);
    for (const [part, item] of itemsOfValue(name).entries()) {
      const own = bytes.subarray(part * ITEM_BYTES_MAX, (part + 1) * ITEM_BYTES_MAX);
      const Item = { systemId, item, [ATTRIBUTES[kind]]: own };
      await refusable(this.#client.send(new PutCommand({ TableName: this.#table, Item })));
    }
    return name;
  }

  /** Lets items of values go at `expiresAt`, in milliseconds, as far as they are there. */
  async expire(systemId: string, items: readonly string[], expiresAt: number): Promise<void> {
    for (const item of items) {
      const update = new UpdateCommand({
        TableName: this.#table,
        Key: { systemId, item },
        UpdateExpression: "SET expiresAt = :expiresAt",
        ConditionExpression: "attribute_exists(systemId)",
        ExpressionAttributeValues: { ":expiresAt": timeToLiveOf(expiresAt) },
      });
      await conditionHeld(this.#client.send(update));
    }
  }

  async get(systemId: string, kind: ValueKind, name: unknown): Promise<ReadValue> {
    const items: RawItem[] = [];
    const names = itemsOfValue(name).filter((one) => one.startsWith(kind));
    for (const item of names) {
      const get = new GetCommand({ TableName: this.#table, Key: { systemId, item }, ConsistentRead: true });
      const { Item } = await this.#client.send(get);
      if (Item !== undefined) items.push(Item);
    }
    const parts = items.flatMap((item) => {
      const bytes = item[ATTRIBUTES[kind]];
      return bytes instanceof Uint8Array ? [bytes] : [];
    });
    const isWhole = names.length > 0 && parts.length === names.length;
    return { items, bytes: isWhole ? Buffer.concat(parts) : null };
  }
}
