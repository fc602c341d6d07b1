import { createHash } from "node:crypto";
import type { DataRecord } from "../../../local/mapping/record.ts";
import { NotSimulated, serviceError } from "../service-error.ts";
import { OPERATIONS, operationOf } from "./operations.ts";

export interface StreamShard {
  readonly shardId: string;
  readonly parents: readonly StreamShard[];
  /** From the first key, inclusive, to the second, exclusive. */
  readonly hashKeys: HashKeys;
  /** Oldest first. */
  readonly records: DataRecord[];
  /** The shards that follow a split or merge, after which this one takes no more records; none while it is open. */
  readonly children: StreamShard[];
}

export type HashKeys = readonly [from: bigint, to: bigint];

export interface StreamSettings {
  readonly name: string;
  readonly shards: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The most records a read returns. */
  readonly readMax: number;
  /** Called after each put. */
  readonly onPut: (record: DataRecord, shard: StreamShard) => void;
}

export const HASH_KEYS = 2n ** 128n;
const FIRST = 49_601_189_658_422_359_378_836_298_521_827_638_475_320_189_012_309_704_722n;

/** Kinesis in memory, with one stream. It stores bytes and never reads their content. */
export class MemoryStream {
  readonly settings: StreamSettings;
  readonly shards: StreamShard[] = [];
  /** The operations called so far, in order. */
  readonly asked: string[] = [];
  /** If it returns an error, that is thrown instead of an answer. */
  refusal: (operation: string) => Error | null = () => null;
  newest: DataRecord | null = null;
  #puts = 0;

  constructor(settings: Partial<StreamSettings> = {}) {
    this.settings = {
      name: "stationwatch",
      shards: 1,
      now: Date.now,
      readMax: 10_000,
      onPut: () => undefined,
      ...settings,
    };
    const { shards } = this.settings;
    const bound = (at: number) => (HASH_KEYS * BigInt(at)) / BigInt(shards);
    for (let at = 0; at < shards; at++) this.#add([bound(at), bound(at + 1)], []);
  }

  /** Executes the command. Throws what Kinesis would answer, or NotSimulated. */
  send(command: { readonly input: object }): object {
    return this.answer(operationOf(command), new Map(Object.entries(command.input)));
  }

  /** Like `send`, for a call over HTTP. */
  answer(operation: string, input: ReadonlyMap<string, unknown>): object {
    this.asked.push(operation);
    const refusal = this.refusal(operation);
    if (refusal !== null) throw refusal;
    const known = OPERATIONS[operation];
    const odd = [...input].find(([name, value]) => value !== undefined && !known?.takes.includes(name))?.[0];
    if (known === undefined || odd !== undefined) throw new NotSimulated(`${operation} with ${odd}`);
    const name = input.get("StreamName") ?? this.settings.name;
    if (name !== this.settings.name) {
      throw serviceError("ResourceNotFoundException", `Stream ${name} not found`);
    }
    return known.answer(this, input);
  }

  put(partitionKey: string, data: Uint8Array): { readonly record: DataRecord; readonly shard: StreamShard } {
    const hashKey = hashKeyOf(partitionKey);
    const shard = this.open().find(({ hashKeys: [from, to] }) => hashKey >= from && hashKey < to);
    if (shard === undefined) throw new Error(`no shard takes ${partitionKey}`);
    const sequenceNumber = (FIRST + BigInt(this.#puts++)).toString();
    const arrivedAt = this.settings.now();
    const [dataBytes, copy] = [data.length, new Uint8Array(data)];
    const record = { sequenceNumber, partitionKey, dataBytes, arrivedAt, data: copy };
    shard.records.push(record);
    this.newest = record;
    this.settings.onPut(record, shard);
    return { record, shard };
  }

  open(): StreamShard[] {
    return this.shards.filter(({ children }) => children.length === 0);
  }

  /** All records in order of arrival, which keeps the order of each partition key. */
  all(): DataRecord[] {
    const records = this.shards.flatMap((shard) => shard.records);
    return records.sort((a, b) => (a.sequenceNumber < b.sequenceNumber ? -1 : 1));
  }

  /** Splits a shard and closes it: keys from `at` on go to one child, those below to the other. */
  split(shard: StreamShard, at: bigint): void {
    const [from, to] = shard.hashKeys;
    this.#add([from, at], [shard]);
    this.#add([at, to], [shard]);
  }

  /** Merges two neighbours and closes them: their keys go to one child. */
  merge(shard: StreamShard, neighbour: StreamShard): void {
    const [lower, upper] =
      shard.hashKeys[0] < neighbour.hashKeys[0] ? [shard, neighbour] : [neighbour, shard];
    this.#add([lower.hashKeys[0], upper.hashKeys[1]], [shard, neighbour]);
  }

  /** A short number in place of the 56 digits, for traces. */
  numberOf(sequenceNumber: string): string {
    return `r${BigInt(sequenceNumber) - FIRST}`;
  }

  #add(hashKeys: HashKeys, parents: readonly StreamShard[]): void {
    const shardId = `shardId-${String(this.shards.length).padStart(12, "0")}`;
    const shard = { shardId, parents, hashKeys, records: [], children: [] };
    this.shards.push(shard);
    for (const parent of parents) parent.children.push(shard);
  }
}

function hashKeyOf(partitionKey: string): bigint {
  return BigInt(`0x${createHash("md5").update(partitionKey).digest("hex")}`);
}
