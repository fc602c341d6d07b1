import type { KinesisStreamEvent } from "aws-lambda";
import { expect, test } from "vitest";
import { batchResponse, readBatch } from "../../functions/stream/batch.ts";
import { encodeRecord } from "../../functions/stream/records.ts";
import { failed, reading, snapshot, T0 } from "../core/builders.ts";

/** An event in Lambda's form. */
function eventOf(...records: [partitionKey: string, bytes: Uint8Array][]): KinesisStreamEvent {
  return {
    Records: records.map(([partitionKey, bytes], index) => ({
      awsRegion: "eu-west-1",
      eventID: `shardId-000000000003:${index}`,
      eventName: "aws:kinesis:record",
      eventSource: "aws:kinesis",
      eventSourceARN: "arn:aws:kinesis:eu-west-1:000000000000:stream/polls",
      eventVersion: "1.0",
      invokeIdentityArn: "arn:aws:iam::000000000000:role/detect",
      kinesis: {
        kinesisSchemaVersion: "1.0",
        partitionKey,
        sequenceNumber: `4955${index}`,
        data: Buffer.from(bytes).toString("base64"),
        approximateArrivalTimestamp: T0 / 1_000 + 0.123,
      },
    })),
  };
}

test("records keep their order, their place and their bytes", () => {
  const first = snapshot(T0, reading("a", 1));
  const batch = readBatch(eventOf(["hill", encodeRecord(first)], ["hill", encodeRecord(failed(T0 + 1))]));
  expect(batch.map(({ message }) => message)).toEqual([first, failed(T0 + 1)]);
  expect(batch[0]).toMatchObject({
    shardId: "shardId-000000000003",
    sequenceNumber: "49550",
    arrivedAt: T0 + 123,
  });
  expect(Buffer.from(batch[1]?.bytes ?? []).equals(encodeRecord(failed(T0 + 1)))).toBe(true);
});

test("a record under another system's key is unreadable: it could overtake its own", () => {
  const batch = readBatch(eventOf(["quay", encodeRecord(failed(T0))]));
  expect(batch[0]?.message).toEqual({
    type: "unreadable",
    reason: 'the partition key is "quay", expected "hill"',
  });
});

test("what cannot be read stays in its place among the others", () => {
  const good = encodeRecord(failed(T0));
  const batch = readBatch(eventOf(["hill", good], ["x", Buffer.from("{")], ["hill", good]));
  expect(batch.map(({ message }) => message.type)).toEqual(["failed", "unreadable", "failed"]);
  expect(Buffer.from(batch[1]?.bytes ?? []).toString()).toBe("{");
});

test("the response names the one record to go on from, and none when all are done", () => {
  expect(batchResponse("49551")).toEqual({ batchItemFailures: [{ itemIdentifier: "49551" }] });
  expect(batchResponse(null)).toEqual({ batchItemFailures: [] });
});
