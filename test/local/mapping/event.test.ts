import { expect, it } from "vitest";
import { lambdaEvent } from "../../../local/mapping/event.ts";
import { NAMES, recordOf, sequenceNumber } from "./simulated.ts";

it("an event has the fields that AWS documents, data in base64 and arrival in seconds", () => {
  const data = Buffer.from('{"v":1}');
  const record = { ...recordOf(7, { arrivedAt: 1_545_084_650_987, dataBytes: data.byteLength }), data };
  expect(lambdaEvent([record], NAMES)).toEqual({
    Records: [
      {
        kinesis: {
          kinesisSchemaVersion: "1.0",
          partitionKey: "lyon",
          sequenceNumber: sequenceNumber(7),
          data: "eyJ2IjoxfQ==",
          approximateArrivalTimestamp: 1_545_084_650.987,
        },
        eventSource: "aws:kinesis",
        eventVersion: "1.0",
        eventID: `shardId-000000000003:${sequenceNumber(7)}`,
        eventName: "aws:kinesis:record",
        invokeIdentityArn: "arn:aws:iam::111122223333:role/event-source-mapping",
        awsRegion: "eu-west-3",
        eventSourceARN: NAMES.streamArn,
      },
    ],
  });
});

it("the data of a view into a larger buffer is the view's alone", () => {
  const data = new Uint8Array(Buffer.from("xxabcxx").buffer.slice(0)).subarray(0, 0);
  const view = new Uint8Array(new TextEncoder().encode("xxabcxx").buffer, 2, 3);
  const [whole, part] = lambdaEvent(
    [
      { ...recordOf(0), data },
      { ...recordOf(1), data: view },
    ],
    NAMES,
  ).Records;
  expect(whole?.kinesis.data).toBe("");
  expect(part?.kinesis.data).toBe("YWJj");
});
