import { setTimeout as sleep } from "node:timers/promises";
import type { KinesisClient } from "@aws-sdk/client-kinesis";
import { type From, firstShards, type ReadRecord, ShardReader } from "./shard-reader.ts";

/** A shard may be read five times a second, and the detector reads it too. */
const PAUSE_MS = 500;

/**
 * The records of all shards, each shard in its own order, parents before their children. Ends with the signal,
 * or with `untilIdle` once every shard's newest record has been read.
 */
export async function* follow(
  client: KinesisClient,
  streamName: string,
  from: From,
  untilIdle: boolean,
  signal: AbortSignal,
): AsyncGenerator<ReadRecord, void, void> {
  const readers = new Map<string, ShardReader>();
  const read = (shardId: string, position: From) => {
    if (!readers.has(shardId)) readers.set(shardId, new ShardReader(client, streamName, shardId, position));
  };
  for (const shardId of await firstShards(client, streamName, from)) read(shardId, from);
  while (readers.size > 0 && !signal.aborted) {
    let isIdle = true;
    for (const [shardId, reader] of readers) {
      const piece = await reader.read();
      if (piece === null) {
        isIdle = false;
        continue;
      }
      yield* piece.records;
      if (signal.aborted) return;
      if (!piece.isCaughtUp) isIdle = false;
      if (piece.children === null) continue;
      readers.delete(shardId);
      for (const { shardId: child, parents } of piece.children) {
        // Of two parents that were merged, the last one to end starts it.
        if (!parents.some((parent) => readers.has(parent))) read(child, "start");
      }
    }
    if (isIdle && untilIdle) return;
    if (isIdle) await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
  }
}
