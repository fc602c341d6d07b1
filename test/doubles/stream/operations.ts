import {
  DescribeStreamSummaryCommand,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  MergeShardsCommand,
  PutRecordCommand,
  type Shard,
  SplitShardCommand,
} from "@aws-sdk/client-kinesis";
import { NotSimulated, serviceError } from "../service-error.ts";
import type { MemoryStream, StreamShard } from "./stream.ts";

type Input = ReadonlyMap<string, unknown>;

/** An operation of Kinesis: the fields accepted here, and its answer. */
interface Operation {
  readonly takes: readonly string[];
  readonly answer: (stream: MemoryStream, input: Input) => object;
}

const COMMANDS: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [DescribeStreamSummaryCommand, "DescribeStreamSummary"],
  [GetRecordsCommand, "GetRecords"],
  [GetShardIteratorCommand, "GetShardIterator"],
  [ListShardsCommand, "ListShards"],
  [MergeShardsCommand, "MergeShards"],
  [PutRecordCommand, "PutRecord"],
  [SplitShardCommand, "SplitShard"],
]);

/** Commands are found by class, since a bundle may rename classes. */
export function operationOf(command: object): string {
  return COMMANDS.get(command.constructor) ?? command.constructor.name;
}

/** An iterator that is unused for longer expires. */
export const ITERATOR_MS_MAX = 5 * 60_000;
const DATA_BYTES_MAX = 1_048_576;

export const OPERATIONS: Readonly<Record<string, Operation>> = {
  DescribeStreamSummary: {
    takes: ["StreamName"],
    answer: (stream) => ({
      StreamDescriptionSummary: {
        StreamName: stream.settings.name,
        StreamStatus: "ACTIVE",
        OpenShardCount: stream.open().length,
      },
    }),
  },
  PutRecord: {
    takes: ["StreamName", "PartitionKey", "Data"],
    answer: (stream, input) => {
      const data = input.get("Data") as Uint8Array;
      const partitionKey = String(input.get("PartitionKey"));
      if (data.length > DATA_BYTES_MAX || partitionKey === "" || partitionKey.length > 256) {
        throw serviceError("InvalidArgumentException", "a key has 1 to 256 characters, data up to 1 MiB");
      }
      const { record, shard } = stream.put(partitionKey, data);
      return { ShardId: shard.shardId, SequenceNumber: record.sequenceNumber };
    },
  },
  ListShards: {
    takes: ["StreamName"],
    answer: (stream) => ({ Shards: stream.shards.map(listed) }),
  },
  GetShardIterator: {
    takes: ["StreamName", "ShardId", "ShardIteratorType", "StartingSequenceNumber", "Timestamp"],
    answer: (stream, input) => {
      const shard = shardOf(stream, input.get("ShardId"));
      return { ShardIterator: iteratorAt(stream, shard, positionOf(shard, input)) };
    },
  },
  GetRecords: { takes: ["ShardIterator", "Limit"], answer: read },
  SplitShard: {
    takes: ["StreamName", "ShardToSplit", "NewStartingHashKey"],
    answer: (stream, input) => {
      stream.split(
        shardOf(stream, input.get("ShardToSplit")),
        BigInt(String(input.get("NewStartingHashKey"))),
      );
      return {};
    },
  },
  MergeShards: {
    takes: ["StreamName", "ShardToMerge", "AdjacentShardToMerge"],
    answer: (stream, input) => {
      const [shard, neighbour] = [input.get("ShardToMerge"), input.get("AdjacentShardToMerge")];
      stream.merge(shardOf(stream, shard), shardOf(stream, neighbour));
      return {};
    },
  },
};

/** A shard as Kinesis lists it. */
export function listed({ shardId, parents: [parent, adjacent], hashKeys, children }: StreamShard): Shard {
  return {
    ShardId: shardId,
    ParentShardId: parent?.shardId,
    AdjacentParentShardId: adjacent?.shardId,
    HashKeyRange: rangeOf(hashKeys),
    SequenceNumberRange: {
      StartingSequenceNumber: "0",
      ...(children.length === 0 ? {} : { EndingSequenceNumber: "1" }),
    },
  };
}

function rangeOf([from, to]: StreamShard["hashKeys"]) {
  return { StartingHashKey: String(from), EndingHashKey: String(to - 1n) };
}

function shardOf(stream: MemoryStream, shardId: unknown): StreamShard {
  const shard = stream.shards.find((one) => one.shardId === shardId);
  if (shard === undefined) throw serviceError("ResourceNotFoundException", `there is no shard ${shardId}`);
  return shard;
}

/** The number of the shard's records before the position. */
function positionOf({ records }: StreamShard, input: Input): number {
  const type = input.get("ShardIteratorType");
  if (type === "TRIM_HORIZON") return 0;
  if (type === "LATEST") return records.length;
  if (type === "AFTER_SEQUENCE_NUMBER") {
    const after = input.get("StartingSequenceNumber");
    return records.findIndex(({ sequenceNumber }) => sequenceNumber === after) + 1;
  }
  if (type !== "AT_TIMESTAMP") throw new NotSimulated(`an iterator of type ${type}`);
  const from = (input.get("Timestamp") as Date).getTime();
  const position = records.findIndex(({ arrivedAt }) => arrivedAt >= from);
  return position === -1 ? records.length : position;
}

function iteratorAt(stream: MemoryStream, { shardId }: StreamShard, position: number): string {
  return `${shardId}:${position}:${stream.settings.now()}`;
}

function read(stream: MemoryStream, input: Input): object {
  const { now, readMax } = stream.settings;
  const [shardId, position, givenAt] = String(input.get("ShardIterator")).split(":");
  if (now() - Number(givenAt) > ITERATOR_MS_MAX) {
    throw new ExpiredIteratorException({ message: "the iterator has expired", $metadata: {} });
  }
  const shard = shardOf(stream, shardId);
  const from = Number(position);
  const to = from + Math.min(readMax, Number(input.get("Limit") ?? readMax));
  const records = shard.records.slice(from, to);
  const next = shard.records[to];
  const isOver = shard.children.length > 0 && next === undefined;
  return {
    Records: records.map(({ sequenceNumber, arrivedAt, partitionKey, data }) => ({
      SequenceNumber: sequenceNumber,
      ApproximateArrivalTimestamp: new Date(arrivedAt),
      PartitionKey: partitionKey,
      Data: data,
    })),
    MillisBehindLatest: next === undefined ? 0 : Math.max(1, now() - next.arrivedAt),
    ...(isOver
      ? { ChildShards: shard.children.map(child) }
      : { NextShardIterator: iteratorAt(stream, shard, from + records.length) }),
  };
}

function child({ shardId, parents, hashKeys }: StreamShard): object {
  return {
    ShardId: shardId,
    ParentShards: parents.map((parent) => parent.shardId),
    HashKeyRange: rangeOf(hashKeys),
  };
}
