import {
  ExpiredIteratorException,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  type KinesisClient,
  type _Record as KinesisRecord,
} from "@aws-sdk/client-kinesis";
import type { DataRecord } from "./record.ts";
import type { ShardStart, StartingPosition } from "./shards.ts";

export interface ShardIteratorOptions {
  readonly kinesis: KinesisClient;
  readonly streamName: string;
  readonly start: ShardStart;
  readonly abortSignal: AbortSignal;
}

/** Reads on from the record with this sequence number, or (null) from the start. Throws what Kinesis throws. */
export type ShardReader = (after: string | null) => Promise<ReadRecords>;

export interface ReadRecords {
  readonly records: readonly DataRecord[];
  readonly millisBehindLatest: number;
  /** True when the shard is closed and this was its end. */
  readonly ended: boolean;
}

/** The most records that GetRecords returns. */
const RECORDS_MAX = 10_000;

/**
 * Makes a reader of a shard. It keeps its iterator between two reads and renews it once it has expired. Throws what
 * Kinesis throws; the next read then tries again.
 */
export function shardIterator(options: ShardIteratorOptions): ShardReader {
  const { kinesis, abortSignal } = options;
  let { position } = options.start;
  let iterator: string | undefined;

  const iteratorAfter = async (after: string | null): Promise<string | undefined> => {
    const from = after === null ? fromPosition(position) : fromAfter(after);
    // An iterator renewed from LATEST would leave out what arrived in between.
    if (position === "LATEST") position = { atTimestamp: Date.now() };
    const request = { StreamName: options.streamName, ShardId: options.start.shardId, ...from };
    const response = await kinesis.send(new GetShardIteratorCommand(request), { abortSignal });
    return response.ShardIterator;
  };

  const getRecords = async (after: string | null): Promise<GetRecordsCommandOutput> => {
    iterator ??= await iteratorAfter(after);
    const request = { ShardIterator: iterator, Limit: RECORDS_MAX };
    return kinesis.send(new GetRecordsCommand(request), { abortSignal });
  };

  return async (after) => {
    let response: GetRecordsCommandOutput;
    try {
      response = await getRecords(after);
    } catch (error) {
      if (!(error instanceof ExpiredIteratorException)) throw error;
      iterator = undefined;
      response = await getRecords(after);
    }
    iterator = response.NextShardIterator;
    return {
      records: (response.Records ?? []).map(dataRecord),
      millisBehindLatest: response.MillisBehindLatest ?? 0,
      ended: iterator === undefined || iterator === "",
    };
  };
}

type IteratorFrom = Pick<
  GetShardIteratorCommandInput,
  "ShardIteratorType" | "StartingSequenceNumber" | "Timestamp"
>;

function fromPosition(position: StartingPosition): IteratorFrom {
  return typeof position === "string"
    ? { ShardIteratorType: position }
    : { ShardIteratorType: "AT_TIMESTAMP", Timestamp: new Date(position.atTimestamp) };
}

function fromAfter(sequenceNumber: string): IteratorFrom {
  return { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber: sequenceNumber };
}

function dataRecord(record: KinesisRecord): DataRecord {
  const data = record.Data ?? new Uint8Array();
  return {
    sequenceNumber: record.SequenceNumber ?? "",
    partitionKey: record.PartitionKey ?? "",
    dataBytes: data.byteLength,
    // The documentation promises it; without it, the record counts as new.
    arrivedAt: record.ApproximateArrivalTimestamp?.getTime() ?? Date.now(),
    data,
  };
}
