import type { KinesisStreamEvent, KinesisStreamRecord } from "aws-lambda";
import type { ShardNames } from "./failure-record.ts";
import type { DataRecord } from "./record.ts";

/** Returns the event that the function gets for a batch. Arrival is in seconds, with milliseconds as the fraction. */
export function lambdaEvent(records: readonly DataRecord[], names: ShardNames): KinesisStreamEvent {
  const [, partition, , region = "", account] = names.streamArn.split(":");
  const invokeIdentityArn = `arn:${partition}:iam::${account}:role/event-source-mapping`;
  return {
    Records: records.map(
      (record): KinesisStreamRecord => ({
        kinesis: {
          kinesisSchemaVersion: "1.0",
          partitionKey: record.partitionKey,
          sequenceNumber: record.sequenceNumber,
          data: Buffer.from(record.data).toString("base64"),
          approximateArrivalTimestamp: record.arrivedAt / 1_000,
        },
        eventSource: "aws:kinesis",
        eventVersion: "1.0",
        eventID: `${names.shardId}:${record.sequenceNumber}`,
        eventName: "aws:kinesis:record",
        invokeIdentityArn,
        awsRegion: region,
        eventSourceARN: names.streamArn,
      }),
    ),
  };
}
