import { describe, expect, it } from "vitest";
import { PAYLOAD_BYTES_MAX } from "../../../local/mapping/batch.ts";
import { lambdaEvent } from "../../../local/mapping/event.ts";
import { batchesOf, NAMES, recordOf, recordsOf, START, sequenceNumber, simulate } from "./simulated.ts";

describe("batching", () => {
  it("sends what is there at once when there is no window", () => {
    const course = simulate({ records: recordsOf(7), configuration: { batchSize: 3 } });
    expect(batchesOf(course)).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
    expect(course.invocations[0]?.at).toBe(START + 1);
  });

  it("has batches of a hundred by default", () => {
    const sizes = batchesOf(simulate({ records: recordsOf(250) })).map((batch) => batch.length);
    expect(sizes).toEqual([100, 100, 50]);
  });

  it("waits the window out for a batch that is not full", () => {
    const records = [recordOf(0), recordOf(1, { arrivedAt: START + 2_500 })];
    const course = simulate({ records, configuration: { maximumBatchingWindowInSeconds: 4 } });
    expect(batchesOf(course)).toEqual([[0, 1]]);
    expect(course.invocations[0]?.at).toBe(START + 1 + 4_000);
  });

  it("sends a full batch before the window is over", () => {
    const configuration = { batchSize: 2, maximumBatchingWindowInSeconds: 300 };
    const records = [recordOf(0), recordOf(1, { arrivedAt: START + 5_000 })];
    const course = simulate({ records, configuration });
    expect(batchesOf(course)).toEqual([[0, 1]]);
    expect(course.invocations[0]?.at).toBeLessThan(START + 7_000);
  });

  it("keeps the event within six megabytes of base64", () => {
    const dataBytes = 500_000;
    const course = simulate({ records: recordsOf(20, { dataBytes, partitionKey: "k".repeat(256) }) });
    const sizes = batchesOf(course).map((batch) => batch.length);
    expect(sizes).toEqual([9, 9, 2]);
    const batch = recordsOf(9, { dataBytes, partitionKey: "k".repeat(256) });
    const data = new Uint8Array(dataBytes);
    const event = lambdaEvent(
      batch.map((record) => ({ ...record, data })),
      NAMES,
    );
    expect(JSON.stringify(event).length).toBeLessThanOrEqual(PAYLOAD_BYTES_MAX);
  });

  it("sends a full payload before the window is over", () => {
    const configuration = { maximumBatchingWindowInSeconds: 300 };
    const course = simulate({
      records: recordsOf(8, { dataBytes: 900_000 }),
      configuration,
      until: START + 9_000,
    });
    expect(batchesOf(course)).toEqual([[0, 1, 2, 3, 4]]);
  });

  it("sends a record that no payload can hold alone", () => {
    const records = [recordOf(0), recordOf(1, { dataBytes: 9_000_000 }), recordOf(2)];
    expect(batchesOf(simulate({ records }))).toEqual([[0], [1], [2]]);
  });
});

describe("reading", () => {
  it("polls a shard at its tip once a second", () => {
    const course = simulate({ records: [], until: START + 3_500 });
    expect(course.readsAt).toEqual([0, 1_001, 2_002, 3_003].map((ms) => START + ms));
  });

  it("reads on at once while there is a backlog", () => {
    const course = simulate({ records: recordsOf(30), readMax: 10 });
    expect(course.readsAt).toEqual([0, 1, 2].map((ms) => START + ms));
    expect(batchesOf(course).flat()).toEqual(recordsOf(30).map((_, n) => n));
  });

  it("does not read further than it can queue behind a batch that is stuck", () => {
    const stuck = { outcome: { type: "success", payload: null }, tookMs: 60_000 } as const;
    const configuration = { batchSize: 5 };
    const course = simulate({
      records: recordsOf(100),
      configuration,
      readMax: 5,
      behave: () => stuck,
      until: START + 50_000,
    });
    expect(course.readsAt).toHaveLength(2);
  });

  it("backs off when reads fail, and then goes on", () => {
    const course = simulate({ records: recordsOf(1), failedReads: 3 });
    expect(course.readsAt).toEqual([0, 500, 1_500, 3_500].map((ms) => START + ms));
    expect(batchesOf(course)).toEqual([[0]]);
  });

  it("goes on after the checkpoint it is opened with", () => {
    const course = simulate({ records: recordsOf(5), checkpoint: sequenceNumber(2) });
    expect(batchesOf(course)).toEqual([[3, 4]]);
  });
});
