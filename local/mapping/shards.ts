import { type KinesisClient, ListShardsCommand, type Shard } from "@aws-sdk/client-kinesis";

/** Where a mapping begins in a stream; `atTimestamp` is in milliseconds since the epoch. */
export type StartingPosition = "TRIM_HORIZON" | "LATEST" | { readonly atTimestamp: number };

export interface ShardStart {
  readonly shardId: string;
  readonly position: StartingPosition;
}

/** Keeps track of the shards that have been taken and of those that are over. */
export interface ShardBook {
  /** Returns the shards that can be read now and were not returned before: their parents are over or gone. */
  take(listed: readonly Shard[]): ShardStart[];
  /** Marks a shard in which everything is done. */
  finish(shardId: string): void;
}

/**
 * Shards that existed when the mapping started begin at its position. Later ones begin at their start: they continue a
 * parent. From LATEST, a shard that was already closed is skipped, since it gets no new records.
 */
export function shardBook(startingPosition: StartingPosition): ShardBook {
  const taken = new Set<string>();
  const over = new Set<string>();
  let original: Set<string> | null = null;
  return {
    take(listed) {
      const ids = new Set(listed.map(idOf));
      if (original === null) {
        original = ids;
        if (startingPosition === "LATEST")
          for (const shard of listed) if (isClosed(shard)) over.add(idOf(shard));
      }
      const starts: ShardStart[] = [];
      for (const shard of listed) {
        const shardId = idOf(shard);
        if (taken.has(shardId) || over.has(shardId)) continue;
        const parents = [shard.ParentShardId, shard.AdjacentParentShardId];
        if (parents.some((parent) => parent !== undefined && ids.has(parent) && !over.has(parent))) continue;
        taken.add(shardId);
        starts.push({ shardId, position: original.has(shardId) ? startingPosition : "TRIM_HORIZON" });
      }
      return starts;
    },
    finish: (shardId) => {
      over.add(shardId);
    },
  };
}

export async function listShards(
  kinesis: KinesisClient,
  streamName: string,
  abortSignal: AbortSignal,
): Promise<Shard[]> {
  const shards: Shard[] = [];
  let nextToken: string | undefined;
  do {
    const request = nextToken === undefined ? { StreamName: streamName } : { NextToken: nextToken };
    const page = await kinesis.send(new ListShardsCommand(request), { abortSignal });
    shards.push(...(page.Shards ?? []));
    nextToken = page.NextToken;
  } while (nextToken !== undefined && nextToken !== "");
  return shards;
}

function idOf(shard: Shard): string {
  return shard.ShardId ?? "";
}

function isClosed(shard: Shard): boolean {
  return shard.SequenceNumberRange?.EndingSequenceNumber !== undefined;
}
