import { describe, expect, it } from "vitest";
import type { StreamRecord } from "../../../local/mapping/record.ts";
import { readResponse as readBy } from "../../../local/mapping/response.ts";
import { batchesOf, partialFailure, recordsOf, SUCCESS, sequenceNumber, simulate } from "./simulated.ts";

const batch = recordsOf(4);
const readResponse = (payload: unknown, records: readonly StreamRecord[]) =>
  readBy(payload, records, "fails the batch");
const item = (n: number) => ({ itemIdentifier: sequenceNumber(n) });

describe("a response with batch item failures", () => {
  it.each([
    ["no response", undefined],
    ["null", null],
    ["an empty object", {}],
    ["an empty list", { batchItemFailures: [] }],
    ["a null list", { batchItemFailures: null }],
  ])("is success: %s", (_, payload) => {
    expect(readResponse(payload, batch)).toEqual({ type: "done" });
  });

  it.each([
    ["an empty identifier", { batchItemFailures: [{ itemIdentifier: "" }] }],
    ["a null identifier", { batchItemFailures: [{ itemIdentifier: null }] }],
    ["a wrong key name", { batchItemFailures: [{ itemIdentifer: sequenceNumber(2) }] }],
    ["an unknown identifier", { batchItemFailures: [item(99)] }],
    ["a good and an unknown identifier", { batchItemFailures: [item(2), item(99)] }],
    ["a number", { batchItemFailures: [{ itemIdentifier: 2 }] }],
    ["an item that is no object", { batchItemFailures: [sequenceNumber(2)] }],
    ["a null item", { batchItemFailures: [null] }],
    ["a list that is none", { batchItemFailures: "2" }],
    ["a response that is no object", "done"],
    ["a response that is a list", []],
  ])("fails the whole batch: %s", (_, payload) => {
    expect(readResponse(payload, batch)).toEqual({ type: "failed" });
  });

  it.each([
    ["one", [item(2)], 2],
    ["the first, before which nothing is done", [item(0)], 0],
    ["the lowest of several", [item(3), item(1), item(2)], 1],
    ["the same one twice", [item(3), item(3)], 3],
  ])("is partial from the lowest sequence number: %s", (_, batchItemFailures, firstFailed) => {
    expect(readResponse({ batchItemFailures }, batch)).toEqual({ type: "partial", firstFailed });
  });

  it("finds the lowest by value, not as text", () => {
    const short = { ...recordsOf(1)[0], sequenceNumber: "99" };
    const long = { ...short, sequenceNumber: "100" };
    const first = { ...short, sequenceNumber: "1" };
    const records = [first, short, long].map((record) => ({
      partitionKey: "",
      dataBytes: 0,
      arrivedAt: 0,
      ...record,
    }));
    const batchItemFailures = [{ itemIdentifier: "100" }, { itemIdentifier: "99" }];
    expect(readResponse({ batchItemFailures }, records)).toEqual({ type: "partial", firstFailed: 1 });
  });
});

describe("where identifiers that are not in the batch are assumed to be ignored", () => {
  const read = (...batchItemFailures: unknown[]) => readBy({ batchItemFailures }, batch, "is ignored");

  it("the others count alone", () => {
    expect(read(item(99), item(2))).toEqual({ type: "partial", firstFailed: 2 });
    expect(read(item(99))).toEqual({ type: "done" });
  });

  it("what is documented to fail the batch still does", () => {
    expect(read(item(2), { itemIdentifier: "" })).toEqual({ type: "failed" });
  });
});

describe("partial failures", () => {
  const configuration = { reportBatchItemFailures: true, maximumRetryAttempts: 3 };

  it("retry the failed record and all after it, and move the checkpoint to just before it", () => {
    const behave = (_: unknown, nth: number) => (nth === 0 ? partialFailure(4, 2) : SUCCESS);
    const course = simulate({ records: recordsOf(6), configuration, behave });
    expect(batchesOf(course)).toEqual([
      [0, 1, 2, 3, 4, 5],
      [2, 3, 4, 5],
    ]);
    expect(course.checkpoints).toEqual([sequenceNumber(1), sequenceNumber(5)]);
  });

  it("count as retries, progress or not", () => {
    const behave = (_: unknown, nth: number) => partialFailure(nth + 1);
    const course = simulate({ records: recordsOf(9), configuration, behave });
    expect(course.invocations).toHaveLength(4);
    expect(course.failures[0]?.KinesisBatchInfo).toMatchObject({
      startSequenceNumber: sequenceNumber(4),
      endSequenceNumber: sequenceNumber(8),
    });
  });

  it("are not looked at unless they are switched on", () => {
    const course = simulate({ records: recordsOf(3), behave: () => partialFailure(1) });
    expect(batchesOf(course)).toEqual([[0, 1, 2]]);
    expect(course.checkpoints).toEqual([sequenceNumber(2)]);
  });
});
