import { stableShare } from "../../functions/core/stable-share.ts";
import type { MappingConfiguration } from "./configuration.ts";
import type { StreamRecord } from "./record.ts";

/** The payload of one invocation, 6 MB. */
export const PAYLOAD_BYTES_MAX = 6 * 1024 * 1024;

/** What an event has around a record's data and key: names, ARNs, numbers. ARNs are at most some 250 bytes. */
const ENVELOPE_BYTES = 1_000;
/** A character of a partition key in JSON at most (an escaped control character). */
const KEY_CHARACTER_BYTES_MAX = 6;
const EVENT_BYTES = 20;

/** What the record takes up in the Lambda event, never too little. */
export function payloadBytes(record: StreamRecord): number {
  const base64Bytes = 4 * Math.ceil(record.dataBytes / 3);
  return base64Bytes + record.partitionKey.length * KEY_CHARACTER_BYTES_MAX + ENVELOPE_BYTES;
}

/** A record that waits for its batch. */
export interface Queued<R extends StreamRecord> {
  readonly record: R;
  /** When it was read: the batching window counts from the first one's. */
  readonly readAt: number;
}

export interface NextBatch {
  /** How many records of the queue's front. */
  readonly count: number;
  /** When it may be sent: a full one at once, another when its window is over. */
  readonly dueAt: number;
}

/** The next batch of a queue, null where the queue is empty. A record too large for any batch goes alone. */
export function nextBatch<R extends StreamRecord>(
  queue: readonly Queued<R>[],
  configuration: MappingConfiguration,
): NextBatch | null {
  const first = queue[0];
  if (first === undefined) return null;
  let count = 0;
  let bytes = EVENT_BYTES;
  let full = false;
  for (const { record } of queue) {
    bytes += payloadBytes(record);
    full = count > 0 && bytes > PAYLOAD_BYTES_MAX;
    if (full) break;
    count++;
    full = count >= configuration.batchSize || bytes >= PAYLOAD_BYTES_MAX;
    if (full) break;
  }
  const windowMs = full ? 0 : configuration.maximumBatchingWindowInSeconds * 1_000;
  return { count, dueAt: first.readAt + windowMs };
}

/** Which of the shard's lanes a key belongs to: always the same one, so its records never overtake. */
export function laneOf(partitionKey: string, lanes: number): number {
  return Math.floor(stableShare(partitionKey) * lanes);
}
