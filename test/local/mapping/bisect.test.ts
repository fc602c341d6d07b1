import { describe, expect, it } from "vitest";
import type { StreamRecord } from "../../../local/mapping/record.ts";
import {
  batchesOf,
  FAILURE,
  numberOf,
  partialFailure,
  recordsOf,
  SUCCESS,
  sequenceNumber,
  simulate,
} from "./simulated.ts";

const has = (records: readonly StreamRecord[], n: number) =>
  records.some((record) => record.sequenceNumber === sequenceNumber(n));

describe("bisecting", () => {
  const configuration = { bisectBatchOnFunctionError: true, maximumRetryAttempts: 1 };

  it("splits a failed batch in two, in order, and does not count that as a retry", () => {
    const course = simulate({
      records: recordsOf(8),
      configuration,
      behave: (records) => (has(records, 5) ? FAILURE : SUCCESS),
    });
    expect(batchesOf(course)).toEqual([
      [0, 1, 2, 3, 4, 5, 6, 7],
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [4, 5],
      [4],
      [5],
      [5],
      [6, 7],
    ]);
  });

  it.each([0, 1, 2, 3, 42, 99])("gives up the poison record alone: %i of a hundred", (poison) => {
    const course = simulate({
      records: recordsOf(100),
      configuration,
      behave: (records) => (has(records, poison) ? FAILURE : SUCCESS),
    });
    const givenUp = course.failures.map((failure) => failure.KinesisBatchInfo);
    expect(givenUp.map((batch) => [numberOf(batch.startSequenceNumber), batch.batchSize])).toEqual([
      [poison, 1],
    ]);
    expect(course.state.checkpoint).toBe(sequenceNumber(99));
  });

  it("with partial failures splits at the returned number, and sends only the rest again", () => {
    const course = simulate({
      records: recordsOf(8),
      configuration: { ...configuration, maximumRetryAttempts: 0, reportBatchItemFailures: true },
      behave: (_, nth) => (nth === 0 ? partialFailure(5) : SUCCESS),
    });
    expect(batchesOf(course)).toEqual([
      [0, 1, 2, 3, 4, 5, 6, 7],
      [5, 6, 7],
    ]);
    expect(course.failures).toEqual([]);
  });

  it("splits in two when the function errs, also where partial failures are reported", () => {
    const course = simulate({
      records: recordsOf(4),
      configuration: { ...configuration, reportBatchItemFailures: true },
      behave: (_, nth) => (nth === 0 ? FAILURE : SUCCESS),
    });
    expect(batchesOf(course)).toEqual([
      [0, 1, 2, 3],
      [0, 1],
      [2, 3],
    ]);
  });

  it("splits in two when the first record is the one returned, until that record is alone", () => {
    const course = simulate({
      records: recordsOf(4),
      configuration: { ...configuration, reportBatchItemFailures: true },
      behave: (records) => (has(records, 0) ? partialFailure(0) : SUCCESS),
    });
    expect(batchesOf(course)).toEqual([[0, 1, 2, 3], [0, 1], [0], [0], [1], [2, 3]]);
    expect(course.failures[0]?.KinesisBatchInfo.batchSize).toBe(1);
    expect(course.failures[0]?.requestContext.approximateInvokeCount).toBe(4);
  });

  it("sends the batch whole when the first record is the one returned, where that is assumed, as a retry", () => {
    const course = simulate({
      records: recordsOf(4),
      configuration: { ...configuration, reportBatchItemFailures: true, firstReturned: "sent whole" },
      behave: (_, nth) => (nth === 0 ? partialFailure(0) : SUCCESS),
    });
    expect(batchesOf(course)).toEqual([
      [0, 1, 2, 3],
      [0, 1, 2, 3],
    ]);
  });
});
