import { describe, expect, it } from "vitest";
import { laneOf } from "../../../local/mapping/batch.ts";
import { configureMapping } from "../../../local/mapping/configuration.ts";
import { step } from "../../../local/mapping/machine.ts";
import type { StreamRecord } from "../../../local/mapping/record.ts";
import { openShard } from "../../../local/mapping/shard-state.ts";
import { FAILURE, NAMES, numberOf, recordOf, START, SUCCESS, sequenceNumber, simulate } from "./simulated.ts";

const KEYS = ["lyon", "paris", "nantes", "toulouse"];
const records = Array.from({ length: 40 }, (_, n) => recordOf(n, { partitionKey: KEYS[n % 4] ?? "" }));
const keyOf = (sequence: string) => records[numberOf(sequence)]?.partitionKey ?? "";
const configuration = { parallelizationFactor: 10, batchSize: 2 };

describe("parallelization", () => {
  it("keeps each key in one lane, whose batches follow one another", () => {
    const course = simulate({ records, configuration, behave: () => ({ ...SUCCESS, tookMs: 50 }) });
    const lastEnd = new Map<string, number>();
    for (const invocation of course.invocations) {
      for (const key of new Set(invocation.sequenceNumbers.map(keyOf))) {
        expect(invocation.at).toBeGreaterThanOrEqual(lastEnd.get(key) ?? 0);
        lastEnd.set(key, invocation.endedAt ?? 0);
      }
    }
    expect(course.invocations.filter((invocation) => invocation.at === START + 1).length).toBeGreaterThan(1);
  });

  it("moves the checkpoint only up to the lowest record that is unfinished", () => {
    const stuck = (sent: readonly StreamRecord[]) =>
      sent.some((record) => record.sequenceNumber === sequenceNumber(0)) ? FAILURE : SUCCESS;
    const course = simulate({ records, configuration, behave: stuck, until: START + 30_000 });
    const done = course.invocations.flatMap((invocation) => invocation.sequenceNumbers);
    expect(done).toContain(sequenceNumber(39));
    expect(course.checkpoints).toEqual([]);
  });

  it("lets the other keys go on while one is stuck", () => {
    const lane = laneOf("lyon", 10);
    const others = KEYS.filter((key) => laneOf(key, 10) !== lane);
    expect(others.length).toBeGreaterThan(0);
    const stuck = (sent: readonly StreamRecord[]) =>
      sent.some((record) => record.partitionKey === "lyon") ? FAILURE : SUCCESS;
    const course = simulate({ records, configuration, behave: stuck, until: START + 5_000 });
    const sent = new Set(course.invocations.flatMap((invocation) => invocation.sequenceNumbers));
    for (const record of records) {
      if (others.includes(record.partitionKey)) expect(sent).toContain(record.sequenceNumber);
    }
  });
});

describe("late answers", () => {
  it("a zombie's answer changes nothing", () => {
    const context = { configuration: configureMapping(), names: NAMES };
    const at = START;
    let { state } = step(openShard<StreamRecord>(context.configuration), { type: "tick", at }, context);
    const fetched = {
      type: "fetched",
      at,
      records: [recordOf(0)],
      millisBehindLatest: 0,
      ended: false,
    } as const;
    const invoked = step(state, fetched, context);
    const id = invoked.commands.find((command) => command.type === "invoke")?.id ?? -1;
    state = step(invoked.state, { type: "finished", at, id, outcome: { type: "timedOut" } }, context).state;
    const late = step(state, { type: "finished", at, id, outcome: SUCCESS.outcome }, context);
    expect(late.state).toEqual(state);
    expect(late.commands.map((command) => command.type)).toEqual(["wait"]);
  });

  it("records that were read twice are delivered once", () => {
    const context = { configuration: configureMapping(), names: NAMES };
    const fetched = { type: "fetched", at: START, millisBehindLatest: 0, ended: false } as const;
    const opened = openShard<StreamRecord>(context.configuration);
    const first = step(opened, { ...fetched, records: [recordOf(0), recordOf(1)] }, context);
    const again = step(first.state, { ...fetched, records: [recordOf(1), recordOf(2)] }, context);
    const queued = again.state.lanes.flatMap((lane) =>
      lane.queue.map(({ record }) => numberOf(record.sequenceNumber)),
    );
    expect(queued).toEqual([2]);
  });
});
