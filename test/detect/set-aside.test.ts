import { describe, expect, test } from "vitest";
import type { Effect } from "../../functions/core/effects.ts";
import type { Roster } from "../../functions/core/roster.ts";
import { detect } from "../../functions/detect/detect.ts";
import { at, reading } from "../core/builders.ts";
import { container, MemoryStores, type Mishaps, type Port } from "./memory-world.ts";
import { arrived, snapshotOf } from "./records.ts";

const ROSTER: Roster = { type: "roster", systemId: "hill", fetchedAt: at(0), timeZone: null, stations: [] };
const BEFORE = arrived([snapshotOf("hill", at(0), reading("a", 1), reading("b", 1))]);
const BATCH = arrived([
  snapshotOf("quay", at(1), reading("a", 1)),
  ROSTER,
  snapshotOf("hill", at(1), reading("a", 0), reading("b", 0)),
]);

interface Case {
  readonly mishaps?: Mishaps;
  readonly spoil?: (stores: MemoryStores) => void;
  /** What goes wrong for now, so that the batch is retried. */
  readonly stops: (port: Port, systemId: string | null) => boolean;
}

const spoilState = (stores: MemoryStores) =>
  stores.tables.write("state", { ...stores.stateItem("hill"), columns: Buffer.from("garbage") });
const opensA = (effect: Effect) => effect.type === "open" && effect.stationId === "a";
const isQuay = (_port: Port, systemId: string | null) => systemId === "quay";

const CASES: readonly (readonly [string, Case])[] = [
  ["a state, while its commit is throttled", { spoil: spoilState, stops: (port) => port === "commit" }],
  [
    "a roster, while its system stops",
    { mishaps: { refusesRoster: () => true }, stops: (port) => port === "commit" },
  ],
  [
    "a record, while another system stops",
    { mishaps: { refusesState: (systemId) => systemId === "hill" }, stops: isQuay },
  ],
  [
    "an effect, while a later one is throttled",
    { mishaps: { refusesEffect: opensA }, stops: (port) => port === "announce" },
  ],
];

describe("what can never be used is set aside once by a container, however often its batch is retried:", () => {
  test.each(CASES)("%s", async (_what, { mishaps = {}, spoil, stops }) => {
    const stores = new MemoryStores();
    await detect(BEFORE, container(stores));
    spoil?.(stores);
    let isStopped = true;
    const fails: Mishaps["fails"] = (port, _call, systemId) =>
      isStopped && stops(port, systemId) ? "before" : null;
    const world = container(stores, { ...mishaps, fails });
    let faults = 0;
    for (let retries = 0; retries < 3; retries++) {
      const { retryFrom, tally } = await detect(BATCH, world);
      expect(retryFrom).not.toBeNull();
      faults += tally.faults;
    }
    expect(stores.faults).toHaveLength(1);
    // Another container does not know that, and loses nothing either.
    await detect(BATCH, container(stores, { ...mishaps, fails }));
    expect(stores.faults).toHaveLength(2);
    isStopped = false;
    const { retryFrom, tally } = await detect(BATCH, world);
    expect(retryFrom).toBeNull();
    expect(faults + tally.faults).toBe(1);
    expect(stores.faults).toHaveLength(2);
  });
});

test("a loss is told once, when the system has begun anew", async () => {
  const stores = new MemoryStores();
  await detect(BEFORE, container(stores));
  spoilState(stores);
  let isStopped = true;
  const fails = (port: Port) => (isStopped && port === "commit" ? "before" : null);
  const world = container(stores, { fails });
  expect((await detect(BATCH, world)).losses).toEqual([]);
  isStopped = false;
  expect((await detect(BATCH, world)).losses).toHaveLength(1);
});
