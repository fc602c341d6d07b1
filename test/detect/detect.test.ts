import { describe, expect, test } from "vitest";
import { Throttled } from "../../functions/core/refusal.ts";
import { detect } from "../../functions/detect/detect.ts";
import type { DetectWorld } from "../../functions/detect/ports.ts";
import { newTally } from "../../functions/detect/tally.ts";
import { at, failed, reading } from "../core/builders.ts";
import { container, MemoryStores, type Port } from "./memory-world.ts";
import { arrived, sequenceNumber, snapshotOf, unreadable } from "./records.ts";

const FULL = [snapshotOf("hill", at(0), reading("a", 1)), snapshotOf("hill", at(1), reading("a", 0))];
const ENDED = snapshotOf("hill", at(2), reading("a", 2));

function statuses(stores: MemoryStores): string[] {
  return [...stores.items("alerts")].map(([key, { status }]) => `${key} ${status}`);
}

const A_EMPTY = "hill/2026-05-04T08:01:00.000Z/a/empty";

/** Fails the first call of the port, before or after its work is done. */
function failOnce(port: Port, when: "before" | "after") {
  let failedAlready = false;
  return (called: Port) => {
    if (called !== port || failedAlready) return null;
    failedAlready = true;
    return when;
  };
}

test("one commit a system and batch, its effects only after it, then the news, and the looks last", async () => {
  const stores = new MemoryStores();
  const detected = await detect(arrived([...FULL, ENDED]), container(stores));
  expect(stores.done.filter((call) => !call.startsWith("load-roster"))).toEqual([
    "load hill",
    "commit hill",
    "flush hill",
    "announce hill",
    ...Array.from({ length: 3 }, () => "put-look hill"),
  ]);
  expect(statuses(stores)).toEqual([`${A_EMPTY} resolved`]);
  expect(detected).toEqual({
    retryFrom: null,
    retried: 0,
    retryReasons: [],
    losses: [],
    systems: 1,
    tally: { ...newTally(), observed: 3, opened: 1, resolved: 1 },
  });
});

test("an empty batch is done", async () => {
  const nothing = {
    retryFrom: null,
    retried: 0,
    retryReasons: [],
    losses: [],
    systems: 0,
    tally: newTally(),
  };
  expect(await detect([], container(new MemoryStores()))).toEqual(nothing);
});

describe("what a batch finds pending", () => {
  test("is flushed even when all its records are old", async () => {
    const stores = new MemoryStores();
    const dying = container(stores, { fails: (port) => (port === "flush" ? "before" : null) });
    const died = await detect(arrived(FULL), dying);
    expect(died).toMatchObject({ retryFrom: sequenceNumber(0), retryReasons: ["flush did not get through"] });
    expect(statuses(stores)).toEqual([]);
    const again = await detect(arrived(FULL), container(stores));
    expect(again).toMatchObject({ retryFrom: null, tally: { skipped: 2, opened: 0 } });
    expect(statuses(stores)).toEqual([`${A_EMPTY} open`]);
    expect(stores.announced).toHaveLength(1);
    expect(stores.stateItem("hill")?.version).toBe(1);
  });

  test("is flushed before anything is folded on it", async () => {
    const stores = new MemoryStores();
    await detect(arrived(FULL), container(stores, { fails: failOnce("flush", "before") }));
    stores.done.length = 0;
    await detect(arrived([ENDED]), container(stores));
    const done = stores.done.filter((call) => !call.startsWith("load-roster"));
    const flushed = ["flush hill", "announce hill", "put-look hill"];
    expect(done).toEqual(["load hill", ...flushed, "put-look hill", "commit hill", ...flushed]);
    expect(statuses(stores)).toEqual([`${A_EMPTY} resolved`]);
  });

  test("is not flushed again by the container that did it, but by another", async () => {
    const stores = new MemoryStores();
    const world = container(stores);
    await detect(arrived(FULL), world);
    await detect(arrived(FULL), world);
    expect(stores.done.filter((call) => call === "flush hill")).toHaveLength(1);
    await detect(arrived(FULL), container(stores));
    expect(stores.done.filter((call) => call === "flush hill")).toHaveLength(2);
    expect(new Set(stores.announced.map((change) => JSON.stringify(change))).size).toBe(1);
  });

  test("is flushed whole where announcing failed: both are repeated, neither doubled", async () => {
    const stores = new MemoryStores();
    const world = container(stores, { fails: failOnce("announce", "after") });
    expect((await detect(arrived(FULL), world)).retryFrom).toBe(sequenceNumber(0));
    expect((await detect(arrived(FULL), world)).retryFrom).toBeNull();
    expect(stores.done.filter((call) => call === "flush hill")).toHaveLength(2);
    expect(stores.announced[1]).toEqual(stores.announced[0]);
    expect(statuses(stores)).toEqual([`${A_EMPTY} open`]);
  });
});

describe("a rival that commits first", () => {
  /** Runs the rival just before this container's first commit. */
  function beforeCommit(stores: MemoryStores, rival: () => Promise<unknown>) {
    const world = container(stores);
    let came = false;
    const commit: typeof world.states.commit = async (...arguments_) => {
      if (!came) {
        came = true;
        await rival();
      }
      return await world.states.commit(...arguments_);
    };
    return { ...world, states: { ...world.states, commit } };
  }

  test("and dies has its effects flushed: the loser goes back to reading", async () => {
    const stores = new MemoryStores();
    const rival = container(stores, { fails: (port) => (port === "flush" ? "before" : null) });
    const world = beforeCommit(stores, () => detect(arrived(FULL), rival));
    const detected = await detect(arrived([FULL[0] ?? ENDED, ENDED]), world);
    expect(detected).toMatchObject({ retryFrom: null, tally: { conflicts: 1, observed: 1, skipped: 1 } });
    expect(statuses(stores)).toEqual([`${A_EMPTY} resolved`]);
    expect(stores.announced.map(({ opened, resolved }) => [opened.length, resolved.length])).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  test("time and again makes the batch wait for its retry", async () => {
    const stores = new MemoryStores();
    const world = container(stores);
    let commits = 0;
    const commit = async () => {
      commits++;
      return null;
    };
    const neverFirst = { ...world, states: { ...world.states, commit } };
    expect(await detect(arrived(FULL), neverFirst)).toMatchObject({
      retryFrom: sequenceNumber(0),
      retryReasons: ["other writers keep changing the state of hill"],
    });
    expect(commits).toBe(6);
  });
});

test("a system whose state the table has no room to save is counted, and its records are retried", async () => {
  const world = container(new MemoryStores());
  const commit = async () => {
    throw new Throttled("DynamoDB throttles writes");
  };
  const detected = await detect(arrived(FULL), { ...world, states: { ...world.states, commit } });
  expect(detected).toMatchObject({ retried: 2, retryReasons: ["DynamoDB throttles writes"] });
  expect(detected.tally.throttled).toBe(1);
});

describe("of several systems in a batch", () => {
  const batch = arrived([
    snapshotOf("quay", at(0), reading("a", 0)),
    snapshotOf("hill", at(0), reading("a", 0)),
    snapshotOf("lake", at(0), reading("a", 0)),
    snapshotOf("hill", at(1), reading("a", 0)),
    snapshotOf("quay", at(1), reading("a", 1)),
  ]);

  test("each is taken on its own, the lowest record that must be retried is returned", async () => {
    const stores = new MemoryStores();
    const fails = (_port: Port, _call: number, systemId: string | null) =>
      systemId === "lake" || systemId === "hill" ? ("before" as const) : null;
    const detected = await detect(batch, container(stores, { fails }));
    expect(detected.retryFrom).toBe(sequenceNumber(1));
    expect(detected.retried).toBe(4);
    expect(detected.retryReasons).toHaveLength(2);
    expect(detected.systems).toBe(3);
    expect(statuses(stores)).toEqual(["quay/2026-05-04T08:00:00.000Z/a/empty resolved"]);
  });

  test("the one that was done is skipped when the batch comes again", async () => {
    const stores = new MemoryStores();
    const fails = (_port: Port, _call: number, systemId: string | null) =>
      systemId === "lake" ? ("after" as const) : null;
    const first = await detect(batch, container(stores, { fails }));
    expect(first.retryFrom).toBe(sequenceNumber(2));
    const rest = batch.filter(({ sequenceNumber: number }) => number >= sequenceNumber(2));
    expect(await detect(rest, container(stores))).toMatchObject({ retryFrom: null, tally: { skipped: 2 } });
    expect(statuses(stores)).toHaveLength(3);
  });

  test("ids are data: a system may be called __proto__", async () => {
    const stores = new MemoryStores();
    await detect(arrived([snapshotOf("__proto__", at(0), reading("__proto__", 0))]), container(stores));
    expect(statuses(stores)).toEqual(["__proto__/2026-05-04T08:00:00.000Z/__proto__/empty open"]);
  });
});

describe("what cannot be read", () => {
  test("is set aside with its bytes and the reason, and the rest goes on", async () => {
    const stores = new MemoryStores();
    const batch = arrived([
      FULL[0] ?? ENDED,
      unreadable(),
      FULL[1] ?? ENDED,
      unreadable("v is 2, expected 1"),
    ]);
    const detected = await detect(batch, container(stores));
    expect(detected).toMatchObject({ retryFrom: null, systems: 1, tally: { faults: 2, observed: 2 } });
    expect(stores.faults).toEqual([
      { systemId: null, reason: "the record is not JSON", record: batch[1], effect: null },
      { systemId: null, reason: "v is 2, expected 1", record: batch[3], effect: null },
    ]);
    expect(statuses(stores)).toEqual([`${A_EMPTY} open`]);
  });

  test("and cannot be set aside is retried: it is never dropped", async () => {
    const stores = new MemoryStores();
    const world = container(stores, { fails: failOnce("set-aside", "before") });
    const batch = arrived([failed(at(0)), unreadable(), failed(at(1))]);
    expect((await detect(batch, world)).retryFrom).toBe(sequenceNumber(1));
    expect((await detect(batch.slice(1), world)).retryFrom).toBeNull();
    expect(stores.faults).toHaveLength(1);
  });
});

test.each(["load", "commit", "load-roster"] as const)(
  "a %s that fails is retried, not a fault",
  async (port) => {
    for (const when of ["before", "after"] as const) {
      const stores = new MemoryStores();
      const world = container(stores, { fails: failOnce(port, when) });
      expect((await detect(arrived(FULL), world)).retryFrom).toBe(sequenceNumber(0));
      expect((await detect(arrived(FULL), world)).retryFrom).toBeNull();
      expect([statuses(stores), stores.faults]).toEqual([[`${A_EMPTY} open`], []]);
    }
  },
);

test("what cannot be read is set aside once, however often records before it are retried", async () => {
  const stores = new MemoryStores();
  const batch = arrived([...FULL, unreadable("garbage")]);
  for (let attempt = 0; attempt < 3; attempt++) {
    const outage = container(stores, { fails: (port) => (port === "commit" ? "before" : null) });
    expect((await detect(batch, outage)).retryFrom).toBe(sequenceNumber(0));
  }
  expect(stores.faults).toEqual([]);
  expect((await detect(batch, container(stores))).tally).toMatchObject({ observed: 2, faults: 1 });
  expect(stores.faults).toHaveLength(1);
});

test("each effect is written once, sixteen at a time", async () => {
  const stores = new MemoryStores();
  const world = container(stores, { waits: () => 3 });
  let writing = 0;
  let most = 0;
  const effects: DetectWorld["effects"] = {
    flush: async (systemId, effect) => {
      most = Math.max(most, ++writing);
      await world.effects.flush(systemId, effect);
      writing--;
    },
  };
  const stations = Array.from({ length: 40 }, (_, index) => `${index}`);
  const polls = [1, 0].map((vehicles, minute) =>
    snapshotOf("hill", at(minute), ...stations.map((id) => reading(id, vehicles))),
  );
  expect((await detect(arrived(polls), { ...world, effects })).tally.opened).toBe(40);
  expect(stores.done.filter((call) => call === "flush hill")).toHaveLength(40);
  expect(most).toBe(16);
});

test("a repeat of a snapshot that is not the newest counts as a failed poll", async () => {
  const polls = [
    ...FULL,
    { type: "unchanged", systemId: "hill", fetchedAt: at(2), snapshotAt: at(0) } as const,
  ];
  const { tally } = await detect(arrived(polls), container(new MemoryStores()));
  expect(tally).toEqual({ ...newTally(), observed: 2, failed: 1, opened: 1 });
});

test("no more systems are taken at the same time than have sockets for their writes", async () => {
  const stores = new MemoryStores();
  const world = container(stores, { waits: () => 3 });
  let loading = 0;
  let most = 0;
  const states: DetectWorld["states"] = {
    ...world.states,
    load: async (systemId) => {
      most = Math.max(most, ++loading);
      const loaded = await world.states.load(systemId);
      loading--;
      return loaded;
    },
  };
  const batch = arrived(
    Array.from({ length: 60 }, (_, i) => snapshotOf(`city-${i}`, at(0), reading("a", 1))),
  );
  expect((await detect(batch, { ...world, states })).tally.observed).toBe(60);
  expect(most).toBe(8);
});
