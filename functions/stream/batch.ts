import type { KinesisStreamBatchResponse, KinesisStreamEvent, KinesisStreamRecord } from "aws-lambda";
import { TIME_MS_MAX } from "../core/iso-time.ts";
import type { StreamMessage, Unreadable } from "../core/messages.ts";
import type { ArrivedRecord } from "../detect/ports.ts";
import { quoted } from "../words/text.ts";
import { decodeRecord } from "./records.ts";

/** Returns the records of a batch, in shard order. Throws for any other event: anybody may invoke a function. */
export function readBatch(event: KinesisStreamEvent): ArrivedRecord[] {
  const records: unknown = (event as Partial<KinesisStreamEvent> | null)?.Records;
  if (!Array.isArray(records) || !records.every(isRecord)) {
    throw new Error("the event is not a batch of Kinesis records, expected Records with eventID and kinesis");
  }
  return records.map(readRecord);
}

function isRecord(value: unknown): value is KinesisStreamRecord {
  const record = value as Partial<KinesisStreamRecord> | null;
  const kinesis = record?.kinesis as Partial<KinesisStreamRecord["kinesis"]> | null | undefined;
  const texts = [record?.eventID, kinesis?.data, kinesis?.sequenceNumber, kinesis?.partitionKey];
  const arrivedAt = kinesis?.approximateArrivalTimestamp;
  const isTime = typeof arrivedAt === "number" && arrivedAt > 0 && arrivedAt < TIME_MS_MAX / 1_000;
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

/** Refuses a record under a foreign partition key: order holds per key, so it could overtake its system's others. */
function inItsPlace(message: StreamMessage | Unreadable, partitionKey: string): StreamMessage | Unreadable {
  if (message.type === "unreadable" || message.systemId === partitionKey) return message;
  return {
    type: "unreadable",
    reason: `the partition key is ${quoted(partitionKey)}, expected ${quoted(message.systemId)}`,
  };
}

/** Tells Lambda where to retry from; all records before that are done, and with null all are. */
export function batchResponse(retryFrom: string | null): KinesisStreamBatchResponse {
  return { batchItemFailures: retryFrom === null ? [] : [{ itemIdentifier: retryFrom }] };
}
