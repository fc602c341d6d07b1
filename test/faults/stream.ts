import type { Shard } from "@aws-sdk/client-kinesis";
import type { StreamMessage } from "../../functions/core/messages.ts";
import { decodeRecord } from "../../functions/stream/records.ts";
import type { DataRecord } from "../../local/mapping/record.ts";

/** A record, and what must become of it. */
export interface PutRecord extends DataRecord {
  /** Null where it says nothing that can be used: it belongs on the faults queue. */
  readonly message: StreamMessage | null;
}

export interface StreamShard {
  readonly shardId: string;
  readonly parents: readonly StreamShard[];
  /** Hashes of partition keys, from the first up to but not including the second. */
  readonly hashes: readonly [from: number, to: number];
  readonly records: PutRecord[];
  /** It was split or merged: nothing more is put to it. */
  isClosed: boolean;
}

const FIRST = 49_601_189_658_422_359_378_836_298_521_827_638_475_320_189_012_309_704_722n;
const HASHES = 1_024;
const SHARDS_MAX = 8;

/** Kinesis in memory. */
export class MemoryStream {
  readonly shards: StreamShard[] = [];
  readonly #now: () => number;
  readonly #onPut: (record: PutRecord, shard: StreamShard) => void;
  readonly #records: PutRecord[] = [];

  constructor(shards: number, now: () => number, onPut: (record: PutRecord, shard: StreamShard) => void) {
    this.#now = now;
    this.#onPut = onPut;
    for (let at = 0; at < shards; at++) {
      this.#add([(HASHES / shards) * at, (HASHES / shards) * (at + 1)], []);
    }
  }

  put(partitionKey: string, data: Uint8Array): PutRecord {
    const arrivedAt = this.#now();
    const hash = hashOf(partitionKey);
    const shard = this.#open().find(({ hashes: [from, to] }) => hash >= from && hash < to) as StreamShard;
    const decoded = decodeRecord(data, arrivedAt);
    const message = decoded.type === "unreadable" || decoded.systemId !== partitionKey ? null : decoded;
    const sequenceNumber = (FIRST + BigInt(this.#records.length)).toString();
    const record = { sequenceNumber, partitionKey, dataBytes: data.length, arrivedAt, data, message };
    this.#records.push(record);
    shard.records.push(record);
    this.#onPut(record, shard);
    return record;
  }

  /** In the order in which they came, which within a partition key is that of its shards. */
  all(): readonly PutRecord[] {
    return this.#records;
  }

  canSplit(): boolean {
    return this.shards.length + 2 <= SHARDS_MAX && this.#wide().length > 0;
  }

  canMerge(): boolean {
    return this.shards.length + 1 <= SHARDS_MAX && this.#open().length > 1;
  }

  /** Closes one shard, whose keys go to two others. */
  split(choose: (limit: number) => number): StreamShard[] {
    const wide = this.#wide();
    const shard = wide[choose(wide.length)] as StreamShard;
    const [from, to] = shard.hashes;
    const middle = from + 1 + choose(to - from - 1);
    shard.isClosed = true;
    this.#add([from, middle], [shard]);
    this.#add([middle, to], [shard]);
    return [shard];
  }

  /** Closes two neighbours, whose keys go to one other. */
  merge(choose: (limit: number) => number): StreamShard[] {
    const open = this.#open().sort((a, b) => a.hashes[0] - b.hashes[0]);
    const at = choose(open.length - 1);
    const parents = open.slice(at, at + 2);
    for (const parent of parents) parent.isClosed = true;
    this.#add([parents[0]?.hashes[0] ?? 0, parents[1]?.hashes[1] ?? HASHES], parents);
    return parents;
  }

  /** As Kinesis lists them. */
  listed(): Shard[] {
    return this.shards.map(({ shardId, parents: [parent, adjacent], hashes: [from, to], isClosed }) => ({
      ShardId: shardId,
      ParentShardId: parent?.shardId,
      AdjacentParentShardId: adjacent?.shardId,
      HashKeyRange: { StartingHashKey: String(from), EndingHashKey: String(to - 1) },
      SequenceNumberRange: {
        StartingSequenceNumber: "0",
        ...(isClosed ? { EndingSequenceNumber: "1" } : {}),
      },
    }));
  }

  /** Two digits or so instead of 56, for traces. */
  numberOf(sequenceNumber: string): string {
    return `r${BigInt(sequenceNumber) - FIRST}`;
  }

  #open(): StreamShard[] {
    return this.shards.filter(({ isClosed }) => !isClosed);
  }

  /** What can be split: each half has a hash at least. */
  #wide(): StreamShard[] {
    return this.#open().filter(({ hashes: [from, to] }) => to - from >= 2);
  }

  #add(hashes: StreamShard["hashes"], parents: readonly StreamShard[]): void {
    const shardId = `shardId-${String(this.shards.length).padStart(12, "0")}`;
    this.shards.push({ shardId, parents, hashes, records: [], isClosed: false });
  }
}

function hashOf(partitionKey: string): number {
  let hash = 7;
  for (const character of partitionKey) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 65_537;
  return hash % HASHES;
}
