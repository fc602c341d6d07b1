import { HASH_KEYS, type MemoryStream, type StreamShard } from "../doubles/stream/stream.ts";

const SHARDS_MAX = 8;
/** A shard is split at a multiple of this many hash keys from its start. */
const PLACE = HASH_KEYS / 1_024n;

type Choose = (limit: number) => number;

export function canSplit(stream: MemoryStream): boolean {
  return stream.shards.length + 2 <= SHARDS_MAX && wide(stream).length > 0;
}

export function canMerge(stream: MemoryStream): boolean {
  return stream.shards.length + 1 <= SHARDS_MAX && stream.open().length > 1;
}

/** Splits a random shard at a random place; returns the closed shard. */
export function splitAny(stream: MemoryStream, choose: Choose): StreamShard[] {
  const shards = wide(stream);
  const shard = shards[choose(shards.length)] as StreamShard;
  stream.split(shard, shard.hashKeys[0] + PLACE * BigInt(1 + choose(placesIn(shard) - 1)));
  return [shard];
}

/** Merges two random neighbours; returns the closed shards. */
export function mergeAny(stream: MemoryStream, choose: Choose): StreamShard[] {
  const open = stream.open().sort((a, b) => (a.hashKeys[0] < b.hashKeys[0] ? -1 : 1));
  const at = choose(open.length - 1);
  const [shard, neighbour] = open.slice(at, at + 2) as [StreamShard, StreamShard];
  stream.merge(shard, neighbour);
  return [shard, neighbour];
}

/** The shards wide enough to split: each half keeps at least one place. */
function wide(stream: MemoryStream): StreamShard[] {
  return stream.open().filter((shard) => placesIn(shard) >= 2);
}

function placesIn({ hashKeys: [from, to] }: StreamShard): number {
  return Number((to - from) / PLACE);
}
