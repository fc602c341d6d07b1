import { describe, expect, it } from "vitest";
import { DETECTOR_MAPPING } from "../../../functions/runtime/mapping.ts";
import type { StreamRecord } from "../../../local/mapping/record.ts";
import {
  batchesOf,
  type Ending,
  FAILURE,
  NAMES,
  recordOf,
  recordsOf,
  START,
  SUCCESS,
  sequenceNumber,
  simulate,
} from "./simulated.ts";

const THROTTLE: Ending = { outcome: { type: "throttled" }, tookMs: 0 };
const TIME_OUT: Ending = { outcome: { type: "timedOut" }, tookMs: 3_000 };
const failing = () => FAILURE;
const failingOn =
  (poison: number, ending: Ending = FAILURE) =>
  (records: readonly StreamRecord[]) =>
    records.some((record) => record.sequenceNumber === sequenceNumber(poison)) ? ending : SUCCESS;

describe("retries", () => {
  it.each([0, 1, 2, 5])(
    "invokes N + 1 times for %i retries, then gives the batch up and goes on",
    (retries) => {
      const configuration = { batchSize: 2, maximumRetryAttempts: retries };
      const course = simulate({ records: recordsOf(4), configuration, behave: failingOn(1) });
      const failed = Array.from({ length: retries + 1 }, () => [0, 1]);
      expect(batchesOf(course)).toEqual([...failed, [2, 3]]);
      expect(course.failures).toHaveLength(1);
      expect(course.failures[0]?.requestContext).toMatchObject({
        condition: "RetryAttemptsExhausted",
        approximateInvokeCount: retries + 1,
      });
    },
  );

  it("retries without end by default, and the shard stands still", () => {
    const course = simulate({
      records: recordsOf(3),
      configuration: { batchSize: 1 },
      behave: failing,
      until: START + 3_600_000,
    });
    expect(course.invocations.length).toBeGreaterThan(60);
    expect(new Set(batchesOf(course).flat())).toEqual(new Set([0]));
    expect(course.failures).toEqual([]);
    expect(course.checkpoints).toEqual([]);
  });

  it("gives up for age alone under the detector's settings, however often it has tried", () => {
    const { startingPosition: _, ...deployed } = DETECTOR_MAPPING;
    const configuration = { ...deployed, pollIntervalMs: 60_000, backoffMaxMs: 5_000 };
    const course = simulate({ records: recordsOf(1), configuration, behave: failing });
    expect(course.invocations.length).toBeGreaterThan(4_000);
    expect(course.failures[0]?.requestContext.condition).toBe("RecordAgeExceeded");
    expect(course.endedAt).toBe(START + 6 * 3_600_000 + 1);
  });

  it("gives up when the stream drops the record, however many retries are allowed", () => {
    const course = simulate({
      records: recordsOf(1),
      configuration: { pollIntervalMs: 60_000 },
      behave: failing,
    });
    expect(course.failures[0]?.requestContext.condition).toBe("RecordAgeExceeded");
    expect(course.endedAt).toBe(START + 86_400_000 + 1);
  });

  it("waits longer before each retry, up to a limit", () => {
    const configuration = { backoffFirstMs: 100, backoffMaxMs: 500 };
    const course = simulate({
      records: recordsOf(1),
      configuration,
      behave: (_, nth) => (nth < 5 ? FAILURE : SUCCESS),
    });
    const waits = course.invocations
      .slice(1)
      .map((next, n) => next.at - (course.invocations[n]?.endedAt ?? 0));
    expect(waits).toEqual([100, 200, 400, 500, 500]);
  });

  it("does not count throttles, and retries them until the record is too old", () => {
    const configuration = { maximumRetryAttempts: 1, maximumRecordAgeInSeconds: 60 };
    const course = simulate({ records: recordsOf(1), configuration, behave: () => THROTTLE });
    expect(course.invocations.length).toBeGreaterThan(5);
    expect(course.failures[0]?.requestContext).toMatchObject({
      condition: "RecordAgeExceeded",
      approximateInvokeCount: 0,
    });
    expect(course.failures[0]?.responseContext).toMatchObject({ statusCode: 429, functionError: null });
  });

  it("counts function errors alone when throttles come between them", () => {
    const configuration = { maximumRetryAttempts: 1 };
    const behave = (_: unknown, nth: number) => (nth % 2 === 0 ? THROTTLE : FAILURE);
    const course = simulate({ records: recordsOf(1), configuration, behave });
    expect(course.invocations).toHaveLength(4);
    expect(course.failures[0]?.requestContext.approximateInvokeCount).toBe(2);
  });

  it("counts a time-out as a function error", () => {
    const configuration = { maximumRetryAttempts: 2 };
    const course = simulate({ records: recordsOf(1), configuration, behave: () => TIME_OUT });
    expect(course.invocations).toHaveLength(3);
    expect(course.failures[0]?.responseContext?.functionError).toBe("Unhandled");
  });
});

describe("record age", () => {
  it("never sends a record older than the limit", () => {
    const configuration = { batchSize: 1, maximumRecordAgeInSeconds: 60 };
    const records = [recordOf(0, { arrivedAt: START - 61_000 }), recordOf(1)];
    const course = simulate({ records, configuration });
    expect(batchesOf(course)).toEqual([[1]]);
    expect(course.failures[0]).toMatchObject({
      requestContext: { condition: "RecordAgeExceeded", approximateInvokeCount: 0, requestId: "" },
      responseContext: null,
    });
  });

  it("gives up the records that are too old and sends the rest of their batch", () => {
    const configuration = { maximumRecordAgeInSeconds: 60, maximumRetryAttempts: -1 };
    const records = [recordOf(0), recordOf(1), recordOf(2, { arrivedAt: START + 40_000 })];
    const behave = (sent: readonly StreamRecord[]) => (sent.length === 1 ? SUCCESS : FAILURE);
    const course = simulate({
      records,
      configuration: { ...configuration, maximumBatchingWindowInSeconds: 45 },
      behave,
    });
    expect(course.failures.map((failure) => failure.KinesisBatchInfo.batchSize)).toEqual([2]);
    expect(batchesOf(course).at(-1)).toEqual([2]);
    expect(course.invocations.length).toBeGreaterThan(2);
  });

  it("is counted from the arrival, so that what waits behind a stuck batch can expire too", () => {
    const configuration = { batchSize: 1, maximumRecordAgeInSeconds: 60 };
    const course = simulate({ records: recordsOf(3), configuration, behave: failing });
    expect(course.failures.map((failure) => failure.requestContext.approximateInvokeCount > 0)).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe("the on-failure destination", () => {
  it("gets where the batch is in the stream, and no data", () => {
    const records = [recordOf(0, { arrivedAt: START - 2_000 }), recordOf(1, { arrivedAt: START - 1_500 })];
    const course = simulate({ records, configuration: { maximumRetryAttempts: 0 }, behave: failing });
    expect(course.failures).toEqual([
      {
        requestContext: {
          requestId: "request",
          functionArn: NAMES.functionArn,
          condition: "RetryAttemptsExhausted",
          approximateInvokeCount: 1,
        },
        responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
        version: "1.0",
        timestamp: "2026-11-01T00:00:00.011Z",
        KinesisBatchInfo: {
          shardId: NAMES.shardId,
          startSequenceNumber: sequenceNumber(0),
          endSequenceNumber: sequenceNumber(1),
          approximateArrivalOfFirstRecord: "2026-10-31T23:59:58.000Z",
          approximateArrivalOfLastRecord: "2026-10-31T23:59:58.500Z",
          batchSize: 2,
          streamArn: NAMES.streamArn,
        },
      },
    ]);
    expect(course.checkpoints).toEqual([sequenceNumber(1)]);
  });
});
