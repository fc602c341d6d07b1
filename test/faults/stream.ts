import type { StreamMessage } from "../../functions/core/messages.ts";
import { decodeRecord } from "../../functions/stream/records.ts";
import type { DataRecord } from "../../local/mapping/record.ts";

/** A record, and what must become of it. */
export interface PutRecord extends DataRecord {
  readonly shard: number;
  /** Null where it says nothing that can be used: it belongs on the faults queue. */
  readonly message: StreamMessage | null;
}

const FIRST = 49_601_189_658_422_359_378_836_298_521_827_638_475_320_189_012_309_704_722n;

/** Kinesis in memory. */
export class MemoryStream {
  readonly shards: PutRecord[][];
  readonly #now: () => number;
  readonly #onPut: (record: PutRecord) => void;
  #count = 0;

  constructor(shards: number, now: () => number, onPut: (record: PutRecord) => void) {
    this.shards = Array.from({ length: shards }, () => []);
    this.#now = now;
    this.#onPut = onPut;
  }

  put(partitionKey: string, data: Uint8Array): string {
    const arrivedAt = this.#now();
    const shard = shardOf(partitionKey, this.shards.length);
    const decoded = decodeRecord(data, arrivedAt);
    const message = decoded.type === "unreadable" || decoded.systemId !== partitionKey ? null : decoded;
    const sequenceNumber = (FIRST + BigInt(this.#count++)).toString();
    const record = { sequenceNumber, partitionKey, dataBytes: data.length, arrivedAt, data, shard, message };
    this.shards[shard]?.push(record);
    this.#onPut(record);
    return sequenceNumber;
  }

  all(): PutRecord[] {
    return this.shards.flat();
  }

  /** Two digits or so instead of 56, for traces. */
  numberOf(sequenceNumber: string): string {
    return `r${BigInt(sequenceNumber) - FIRST}`;
  }
}

function shardOf(partitionKey: string, shards: number): number {
  let sum = 0;
  for (const character of partitionKey) sum += character.codePointAt(0) ?? 0;
  return sum % shards;
}
