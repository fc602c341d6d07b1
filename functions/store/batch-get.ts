import { setTimeout as sleep } from "node:timers/promises";
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type BatchGetCommandOutput,
  type DynamoDBDocumentClient,
} from "@aws-sdk/lib-dynamodb";

/** BatchGetItem takes at most this many keys. */
export const BATCH_KEYS_MAX = 100;
const READS_MAX = 5;
const READ_AGAIN_MS = 100;

/**
 * Returns the items of at most BATCH_KEYS_MAX keys, in any order. Asks again for keys that DynamoDB leaves unread;
 * throws when some are still unread after READS_MAX reads.
 */
export async function batchGet<Item>(
  client: DynamoDBDocumentClient,
  table: string,
  keys: readonly Readonly<Record<string, string>>[],
  consistency: "eventual" | "strong" = "eventual",
): Promise<Item[]> {
  const items: Item[] = [];
  let asked: BatchGetCommandInput["RequestItems"] = {
    [table]: { Keys: [...keys], ...(consistency === "strong" ? { ConsistentRead: true } : {}) },
  };
  for (let reads = 1; ; reads++) {
    const answer: BatchGetCommandOutput = await client.send(new BatchGetCommand({ RequestItems: asked }));
    items.push(...((answer.Responses?.[table] ?? []) as Item[]));
    asked = answer.UnprocessedKeys;
    if (Object.keys(asked ?? {}).length === 0) return items;
    if (reads === READS_MAX) throw new Error(`DynamoDB left keys unread ${READS_MAX} times`);
    await sleep(READ_AGAIN_MS * 2 ** reads);
  }
}
