import type { KinesisStreamBatchResponse, KinesisStreamEvent, KinesisStreamRecord } from "aws-lambda";
import type { StreamMessage, Unreadable } from "../core/messages.ts";
import type { ArrivedRecord } from "../detect/ports.ts";
import { decodeRecord } from "./records.ts";

/** The year 10,000. */
const ARRIVAL_SECONDS_MAX = 253_402_300_800;

/** The records of a batch, in the order of their shard. Throws for what is no batch: anybody may invoke a function. */
export function readBatch(event: KinesisStreamEvent): ArrivedRecord[] {
  const records: unknown = (event as Partial<KinesisStreamEvent> | null)?.Records;
  if (!Array.isArray(records) || !records.every(isRecord)) {
    throw new Error("the event is no batch of Kinesis records, expected Records with eventID and kinesis");
  }
  return records.map(readRecord);
}

function isRecord(value: unknown): value is KinesisStreamRecord {
  const record = value as Partial<KinesisStreamRecord> | null;
  const kinesis = record?.kinesis as Partial<KinesisStreamRecord["kinesis"]> | null | undefined;
  const texts = [record?.eventID, kinesis?.data, kinesis?.sequenceNumber, kinesis?.partitionKey];
  const arrivedAt = kinesis?.approximateArrivalTimestamp;
  const isTime = typeof arrivedAt === "number" && arrivedAt > 0 && arrivedAt < ARRIVAL_SECONDS_MAX;
  return isTime && texts.every((text) => typeof text === "string");
}

function readRecord(record: KinesisStreamRecord): ArrivedRecord {
  const { data, sequenceNumber, approximateArrivalTimestamp, partitionKey } = record.kinesis;
  const bytes = Buffer.from(data, "base64");
  const arrivedAt = Math.round(approximateArrivalTimestamp * 1_000);
  const message = decodeRecord(bytes, arrivedAt);
  const shardId = record.eventID.split(":")[0] ?? "";
  return { shardId, sequenceNumber, arrivedAt, bytes, message: inItsPlace(message, partitionKey) };
}

/** Order holds per partition key, so a record under a foreign one could overtake its system's others. */
function inItsPlace(message: StreamMessage | Unreadable, partitionKey: string): StreamMessage | Unreadable {
  if (message.type === "unreadable" || message.systemId === partitionKey) return message;
  return {
    type: "unreadable",
    reason: `the partition key is "${partitionKey}", expected "${message.systemId}"`,
  };
}

/** Everything up to the first record that must be retried is done; with null, everything is. */
export function batchResponse(retryFrom: string | null): KinesisStreamBatchResponse {
  return { batchItemFailures: retryFrom === null ? [] : [{ itemIdentifier: retryFrom }] };
}
