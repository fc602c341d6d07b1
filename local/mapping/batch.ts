import { stableShare } from "../../functions/core/stable-share.ts";
import type { MappingConfiguration } from "./configuration.ts";
import type { StreamRecord } from "./record.ts";

/** The limit of an invocation's payload: 6 MB. */
export const PAYLOAD_BYTES_MAX = 6 * 1024 * 1024;

/** The bytes of an event around a record's data and key: names, ARNs, numbers. An ARN has at most some 250 bytes. */
const ENVELOPE_BYTES = 1_000;
/** The most bytes that a character of a partition key takes in JSON (an escaped control character). */
const KEY_CHARACTER_BYTES_MAX = 6;
const EVENT_BYTES = 20;

/** Returns the bytes that the record takes in the Lambda event, never too few. */
export function payloadBytes(record: StreamRecord): number {
  const base64Bytes = 4 * Math.ceil(record.dataBytes / 3);
  return base64Bytes + record.partitionKey.length * KEY_CHARACTER_BYTES_MAX + ENVELOPE_BYTES;
}

/** A record that waits for its batch. */
export interface Queued<R extends StreamRecord> {
  readonly record: R;
  /** When the record was read: the batching window begins when the first one is read. */
  readonly readAt: number;
}

export interface NextBatch {
  /** How many records the batch takes from the front of the queue. */
  readonly count: number;
  /** When the batch may be sent: a full one at once, another when its window is over. */
  readonly dueAt: number;
}

/** Returns the next batch, null when the queue is empty. A record too large for any batch goes alone. */
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

/** Returns the shard's lane for a key: always the same one, so that the key's records never overtake each other. */
export function laneOf(partitionKey: string, lanes: number): number {
  return Math.floor(stableShare(partitionKey) * lanes);
}
