import { describe, expect, test } from "vitest";
import type { Effect } from "../../functions/core/effects.ts";
import type { Roster } from "../../functions/core/roster.ts";
import { detect } from "../../functions/detect/detect.ts";
import type { Fault, RawRecord } from "../../functions/detect/ports.ts";
import { setAside } from "../../functions/detect/set-aside.ts";
import { newTally } from "../../functions/detect/tally.ts";
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

describe("a container takes for the same fault", () => {
  const RECORD: RawRecord = { shardId: "1", sequenceNumber: "7", arrivedAt: at(0), bytes: Uint8Array.of(1) };
  const FAULT: Fault = { systemId: "hill", reason: "it is garbage", record: RECORD, effect: null };
  const item = (value: unknown): Fault => ({ ...FAULT, record: null, items: [{ item: "state", value }] });

  /** Returns how many of the faults are set aside. */
  async function setAsideOf(faults: readonly Fault[]) {
    const stores = new MemoryStores();
    const world = container(stores);
    const tally = newTally();
    for (const fault of faults) await setAside(fault, world, tally);
    expect(tally.faults).toBe(stores.faults.length);
    return stores.faults.length;
  }

  test.each<[string, Fault, Fault, number]>([
    ["one with another reason", FAULT, { ...FAULT, reason: "it is still garbage" }, 1],
    ["none of another record", FAULT, { ...FAULT, record: { ...RECORD, sequenceNumber: "8" } }, 2],
    ["none of another shard", FAULT, { ...FAULT, record: { ...RECORD, shardId: "2" } }, 2],
    ["none of another system", FAULT, { ...FAULT, systemId: "quay" }, 2],
    ["one of an item with the same bytes", item(Uint8Array.of(1)), item(Uint8Array.of(1)), 1],
    ["none of an item with other bytes", item(Uint8Array.of(1)), item(Uint8Array.of(2)), 2],
    ["none of an item with another set", item(new Set(["a"])), item(new Set(["b"])), 2],
    ["none of an item with another large number", item(2n ** 70n), item(2n ** 71n), 2],
  ])("%s", async (_what, one, other, count) => {
    expect(await setAsideOf([one, other])).toBe(count);
  });

  test("one of the last thousand, and no longer one from before", async () => {
    const faults = Array.from({ length: 1_001 }, (_, index) => ({ ...FAULT, systemId: `${index}` }));
    const [first = FAULT, second = FAULT] = faults;
    expect(await setAsideOf([...faults.slice(1), second])).toBe(1_000);
    expect(await setAsideOf([...faults, first])).toBe(1_002);
    expect(await setAsideOf([...faults, second])).toBe(1_001);
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
