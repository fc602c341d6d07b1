import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Effect } from "../../functions/core/effects.ts";
import type { Roster } from "../../functions/core/roster.ts";
import { detect } from "../../functions/detect/detect.ts";
import { newTally } from "../../functions/detect/tally.ts";
import { at, failed, reading, T0 } from "../core/builders.ts";
import { container, MemoryStores } from "./memory-world.ts";
import { arrived, sequenceNumber, snapshotOf } from "./records.ts";

function roster(systemId: string, fetchedAt: number, ...names: string[]): Roster {
  const stations = names.map((name, index) => ({
    stationId: `${index}`,
    name,
    address: `${index} Gate Road`,
    latitude: 45.75 + index / 100_000,
    longitude: 4.85,
    capacity: 20,
  }));
  return { type: "roster", systemId, fetchedAt, timeZone: null, stations };
}

const DAY_MS = 24 * 3_600_000;

function commitsOf(stores: MemoryStores): number {
  return stores.done.filter((call) => call.startsWith("commit")).length;
}

describe("a state that is refused for good", () => {
  const batch = arrived([
    snapshotOf("hill", at(0), reading("a", 1)),
    snapshotOf("quay", at(0), reading("a", 0)),
    snapshotOf("hill", at(1), reading("a", 0)),
    snapshotOf("hill", at(2), reading("a", 3)),
  ]);

  test("is a fault of its system alone, record by record", async () => {
    const stores = new MemoryStores();
    const detected = await detect(
      batch,
      container(stores, { refusesState: (systemId) => systemId === "hill" }),
    );
    expect(detected).toMatchObject({ retryFrom: null, tally: { faults: 3, observed: 1, opened: 1 } });
    expect(
      stores.faults.map(({ systemId, reason, record }) => [systemId, reason, record?.sequenceNumber]),
    ).toEqual([0, 2, 3].map((index) => ["hill", "the state is too large", sequenceNumber(index)]));
    expect(stores.stateItem("hill")).toBeUndefined();
    expect(stores.stateItem("quay")).toMatchObject({ version: 1 });
  });

  test("because of one record costs that record only", async () => {
    const stores = new MemoryStores();
    const refusesState = (systemId: string, effects: readonly Effect[]) =>
      systemId === "hill" && effects.some(({ type }) => type === "open");
    const detected = await detect(batch, container(stores, { refusesState }));
    expect(detected).toMatchObject({ retryFrom: null, tally: { faults: 1, observed: 3 } });
    expect(stores.faults).toMatchObject([
      { systemId: "hill", record: { sequenceNumber: sequenceNumber(2) } },
    ]);
    expect(await stores.stateOf("hill")).toMatchObject({ markAt: at(2), snapshotAt: at(2) });
  });

  test("is retried where its fault cannot be kept: the record is never dropped", async () => {
    for (const position of [0, 1]) {
      const stores = new MemoryStores();
      let setAside = 0;
      const world = container(stores, {
        refusesState: () => true,
        fails: (port) => (port === "set-aside" && setAside++ === position ? "before" : null),
      });
      const own = arrived([failed(at(0)), failed(at(1))]);
      const detected = await detect(own, world);
      expect(detected).toMatchObject({
        retryFrom: sequenceNumber(position),
        retryReasons: ["set-aside did not get through"],
      });
      expect((await detect(own.slice(position), world)).retryFrom).toBeNull();
      expect(new Set(stores.faults.map(({ record }) => record?.sequenceNumber)).size).toBe(2);
    }
  });
});

test("a system that stops late is no reason to skip what an earlier record of another must retry", async () => {
  const stores = new MemoryStores();
  let setAside = 0;
  const world = container(stores, {
    refusesState: (systemId) => systemId === "hill",
    fails: (port, _call, systemId) => {
      if (port === "set-aside") return setAside++ === 1 ? "before" : null;
      return systemId === "quay" ? "before" : null;
    },
  });
  const polls = ["hill", "quay", "hill"].map((systemId, index) => ({ ...failed(at(index)), systemId }));
  const detected = await detect(arrived(polls), world);
  expect(detected.retryReasons).toHaveLength(2);
  expect(detected.retryFrom).toBe(sequenceNumber(1));
});

test("an effect that is refused for good is a fault, and the flush goes on", async () => {
  const stores = new MemoryStores();
  const batch = arrived([
    snapshotOf("hill", at(0), reading("a", 1), reading("b", 1)),
    snapshotOf("hill", at(1), reading("a", 0), reading("b", 0)),
  ]);
  const refusesEffect = (effect: Effect) => effect.type === "open" && effect.stationId === "a";
  const detected = await detect(batch, container(stores, { refusesEffect }));
  expect(detected).toMatchObject({ retryFrom: null, tally: { opened: 2, faults: 1 } });
  expect(stores.faults).toMatchObject([
    {
      systemId: "hill",
      reason: "the item is too large",
      record: null,
      effect: { type: "open", stationId: "a" },
    },
  ]);
  expect([...stores.items("alerts").keys()]).toEqual(["hill/2026-05-04T08:01:00.000Z/b/empty"]);
});

describe("a commit of more than 300 KB", () => {
  /** Each poll opens or ends an alert at every station: some 100 KB of effects. */
  const stations = Array.from({ length: 250 }, (_, index) => `${index}`);
  const polls = Array.from({ length: 9 }, (_, minute) =>
    snapshotOf("hill", at(minute), ...stations.map((id) => reading(id, (minute + 1) % 2))),
  );

  test("is made in parts, each flushed before the next, and comes to the same", async () => {
    const [split, whole] = [new MemoryStores(), new MemoryStores()];
    expect(await detect(arrived(polls), container(split, { extraBytes: 100_000 }))).toMatchObject({
      retryFrom: null,
      tally: { observed: 9, opened: 1_000, resolved: 1_000 },
    });
    await detect(arrived(polls), container(whole, { extraBytes: -10_000_000 }));
    expect(commitsOf(whole)).toBe(1);
    expect(commitsOf(split)).toBeGreaterThan(2);
    expect(split.items("alerts")).toEqual(whole.items("alerts"));
    expect(split.items("windows")).toEqual(whole.items("windows"));
    expect(await split.stateOf("hill")).toEqual(await whole.stateOf("hill"));
    const done = split.done.filter((call) => /^(commit|announce)/.test(call));
    expect(done.slice(0, 4)).toEqual(["commit hill", "announce hill", "commit hill", "announce hill"]);
  });

  test.each([
    [300_000, 1],
    [300_001, 2],
  ])("of %i bytes counts as one of that size: the records take %i commits", async (sizeBytes, commits) => {
    const stores = new MemoryStores();
    // The text of no effects has two bytes.
    const world = container(stores, { extraBytes: sizeBytes - 2 });
    const quiet = [0, 1].map((minute) => snapshotOf("hill", at(minute), reading("a", 1)));
    expect((await detect(arrived(quiet), world)).tally.observed).toBe(2);
    expect(commitsOf(stores)).toBe(commits);
  });

  test("is counted once, however often its records are folded", async () => {
    const stores = new MemoryStores();
    stores.tables.write("state", { systemId: "hill", item: "roster", fetchedAt: "soon" });
    const polls = [0, 1, 7, 8].map((minute) => snapshotOf("hill", at(minute), reading("a", 1)));
    const { tally } = await detect(arrived(polls), container(stores, { extraBytes: 400_000 }));
    expect(commitsOf(stores)).toBe(4);
    expect(tally).toEqual({ ...newTally(), observed: 4, windows: 1, faults: 1 });
  });

  test("by a single record keeps all of it in items of its own, which the next commit lets go", async () => {
    // Long ids that do not pack: the effects have some 500 KB.
    const noise = (text: string) => createHash("sha512").update(text).digest();
    const ids = Array.from({ length: 1_200 }, (_, index) =>
      Buffer.concat(["a", "b", "c"].map((part) => noise(`${part}${index}`))).toString("base64"),
    );
    const seen = (minute: number, vehicles: number, docks: number) =>
      snapshotOf("hill", at(minute), ...ids.map((id) => reading(id, vehicles, docks)));
    const [first, second, third] = arrived([seen(0, 0, 9), seen(1, 9, 0), seen(2, 9, 1)]);
    const stores = new MemoryStores();
    const isCommitted = () => stores.stateItem("hill")?.version === 2;
    const dying = container(stores, {
      fails: (port) => (port === "flush" && isCommitted() ? "before" : null),
    });
    await detect(first ? [first] : [], container(stores));
    expect(await detect(second ? [second] : [], dying)).toMatchObject({ retryFrom: sequenceNumber(1) });
    const overflow = () => [...stores.items("state")].filter(([key]) => key.startsWith("hill/overflow/2-"));
    expect(overflow().length).toBeGreaterThan(1);
    // Another container reads the state, and flushes what the dead one has left.
    expect(await detect(second ? [second] : [], container(stores))).toMatchObject({ retryFrom: null });
    const statuses = [...stores.items("alerts").values()].map(({ rule, status }) => `${rule} ${status}`);
    expect(statuses.filter((one) => one === "empty resolved")).toHaveLength(1_200);
    expect(statuses.filter((one) => one === "full open")).toHaveLength(1_200);
    expect(overflow().every(([, { expiresAt }]) => expiresAt === undefined)).toBe(true);
    expect(await detect(third ? [third] : [], container(stores))).toMatchObject({ retryFrom: null });
    const own = overflow().filter(([key]) => key.startsWith("hill/overflow/2-"));
    const goAt = Math.ceil(((third?.arrivedAt ?? 0) + DAY_MS) / 1_000);
    expect(new Set(own.map(([, { expiresAt }]) => expiresAt))).toEqual(new Set([goAt]));
  });
});

describe("names", () => {
  const seen = [snapshotOf("hill", at(0), reading("0", 1)), snapshotOf("hill", at(1), reading("0", 0))];

  test("come from the roster that arrived before, and an older one changes nothing", async () => {
    const stores = new MemoryStores();
    const batch = arrived([roster("hill", T0, "new"), roster("hill", T0 - 1, "old"), ...seen]);
    expect(await detect(batch, container(stores))).toMatchObject({
      retryFrom: null,
      tally: { observed: 2, skipped: 0 },
    });
    expect([...stores.items("alerts").values()]).toMatchObject([
      { stationName: "new", address: "0 Gate Road" },
    ]);
  });

  test("are never waited for: a roster that is refused is set aside, and its system goes on", async () => {
    const stores = new MemoryStores();
    const batch = arrived([roster("hill", T0, "x"), ...seen]);
    const detected = await detect(batch, container(stores, { refusesRoster: () => true }));
    expect(detected).toMatchObject({ retryFrom: null, tally: { faults: 1, opened: 1 } });
    expect(stores.faults).toMatchObject([
      { systemId: "hill", record: { sequenceNumber: sequenceNumber(0) } },
    ]);
  });

  test("that could not be kept for now are retried", async () => {
    const stores = new MemoryStores();
    const fails = (port: string) => (port === "put-roster" ? ("before" as const) : null);
    expect(
      (await detect(arrived([roster("hill", T0, "x"), ...seen]), container(stores, { fails }))).retryFrom,
    ).toBe(sequenceNumber(0));
  });

  test("alone make no commit", async () => {
    const stores = new MemoryStores();
    await detect(arrived([roster("hill", T0, "x")]), container(stores));
    expect(stores.done).toEqual(["load hill", "put-roster hill"]);
  });
});

test("a list of ids is named by the look that made it, and let go once its successor is named, the first one too", async () => {
  const stores = new MemoryStores();
  const polls = [
    snapshotOf("hill", at(0), reading("a", 1)),
    snapshotOf("hill", at(1), reading("a", 1)),
    snapshotOf("hill", at(2), reading("b", 1)),
  ];
  for (const record of arrived(polls)) await detect([record], container(stores));
  const lists = [...stores.items("state")].filter(([key]) => key.startsWith("hill/stations/"));
  expect(lists.map(([key, { expiresAt }]) => [key.split("-")[0], expiresAt !== undefined])).toEqual([
    [`hill/stations/${at(0)}`, true],
    [`hill/stations/${at(2)}`, false],
  ]);
  expect(stores.stateItem("hill")?.stationsItem).toContain(`stations/${at(2)}-`);
});
