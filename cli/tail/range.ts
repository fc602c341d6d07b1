import type { KinesisClient } from "@aws-sdk/client-kinesis";
import type { DataRecord } from "../../local/mapping/record.ts";
import { type ShardReader, shardIterator } from "../../local/mapping/shard-iterator.ts";
import { listShards } from "../../local/mapping/shards.ts";

/** Where records are on the stream: from one sequence number to another, both included. */
export interface RecordRange {
  readonly shardId: string;
  readonly from: string;
  readonly to: string;
  /** About when the first of them arrived, in milliseconds since the epoch. */
  readonly arrivedAt: number;
  readonly records: number;
}

/** Records may carry a time that is a little earlier than the one that is known. */
const BEFORE_MS = 1_000;

/** Returns those records of a range that the stream still has. */
export async function readRange(
  kinesis: KinesisClient,
  streamName: string,
  range: RecordRange,
  abortSignal: AbortSignal,
): Promise<readonly DataRecord[]> {
  const { shardId } = range;
  const shards = await listShards(kinesis, streamName, abortSignal);
  if (!shards.some(({ ShardId }) => ShardId === shardId)) return [];
  // By time, since Kinesis refuses the sequence number of a record that it has forgotten.
  const position = { atTimestamp: Math.max(0, range.arrivedAt - BEFORE_MS) };
  return await within(
    range,
    shardIterator({ kinesis, streamName, start: { shardId, position }, abortSignal }),
  );
}

async function within({ from, to, records: most }: RecordRange, read: ShardReader): Promise<DataRecord[]> {
  const found: DataRecord[] = [];
  let newest: string | null = null;
  for (;;) {
    const { records, millisBehindLatest, ended } = await read(newest);
    for (const record of records) {
      newest = record.sequenceNumber;
      if (BigInt(newest) > BigInt(to)) return found;
      if (BigInt(newest) >= BigInt(from)) found.push(record);
    }
    const isIdle = records.length === 0 && millisBehindLatest === 0;
    if (found.length >= most || ended || isIdle) return found;
  }
}
