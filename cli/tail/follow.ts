import { setTimeout as sleep } from "node:timers/promises";
import type { KinesisClient } from "@aws-sdk/client-kinesis";
import type { DataRecord } from "../../local/mapping/record.ts";
import { type ReadRecords, type ShardReader, shardIterator } from "../../local/mapping/shard-iterator.ts";
import { listShards, shardBook } from "../../local/mapping/shards.ts";

export type From = "latest" | "start";

const POSITIONS = { latest: "LATEST", start: "TRIM_HORIZON" } as const;

/** The pause between reads: a shard can be read five times a second, and the detector reads it too. */
const PAUSE_MS = 500;

/**
 * Yields the records of all shards from a position on, or those that arrived at a time (milliseconds since the epoch)
 * or later; each shard in its own order, parents before their children. Ends when the signal aborts, or with
 * `untilIdle` once every shard's newest record has been read.
 */
export async function* follow(
  kinesis: KinesisClient,
  streamName: string,
  from: From | { readonly atTimestamp: number },
  untilIdle: boolean,
  abortSignal: AbortSignal,
): AsyncGenerator<DataRecord, void, void> {
  const book = shardBook(typeof from === "object" ? from : POSITIONS[from]);
  const readers = new Map<string, ShardReader>();
  const newest = new Map<string, string>();
  const takeUp = async () => {
    for (const start of book.take(await listShards(kinesis, streamName, abortSignal))) {
      readers.set(start.shardId, shardIterator({ kinesis, streamName, start, abortSignal }));
    }
  };
  try {
    await takeUp();
    while (readers.size > 0) {
      let isIdle = true;
      for (const [shardId, read] of readers) {
        const piece = await unlessThrottled(read(newest.get(shardId) ?? null));
        if (piece === null || piece.records.length > 0 || piece.millisBehindLatest > 0) isIdle = false;
        for (const record of piece?.records ?? []) {
          newest.set(shardId, record.sequenceNumber);
          yield record;
        }
        if (piece?.ended !== true) continue;
        readers.delete(shardId);
        book.finish(shardId);
        await takeUp();
      }
      if (isIdle && untilIdle) return;
      if (isIdle) await sleep(PAUSE_MS, undefined, { signal: abortSignal });
    }
  } catch (error) {
    if (!abortSignal.aborted) throw error;
  }
}

/** Returns null when the read was throttled, so that the caller tries again. */
async function unlessThrottled(reading: Promise<ReadRecords>): Promise<ReadRecords | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Error && /Throughput|LimitExceeded|Throttling/.test(error.name)) return null;
    throw error;
  }
}
