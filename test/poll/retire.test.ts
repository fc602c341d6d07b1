import { expect, test } from "vitest";
import type { PollOutcome } from "../../functions/core/observation.ts";
import { LEASE_MS } from "../../functions/poll/schedule.ts";
import { at } from "../core/builders.ts";
import { failure, HILL, MemoryPollWorld, QUAY } from "./memory-world.ts";

const DAY = 1_440;
const DAY_MS = DAY * 60_000;

/** A world in which both systems were polled and quay has left since. */
async function afterLeaving(): Promise<MemoryPollWorld> {
  const world = new MemoryPollWorld();
  await world.pollAt(0, HILL, QUAY);
  return world;
}

test("a system that has left is told at every poll for a day, then daily", async () => {
  const world = await afterLeaving();
  const minutes: number[] = [];
  const days = [1, 2, 3].map((day) => day * DAY);
  for (const minute of [1, 2, 3, ...days.flatMap((day) => [day - 1, day, day + 1, day + 2])]) {
    const { sent, retired } = await world.pollAt(minute, HILL);
    const told = sent.filter(({ systemId }) => systemId === "quay");
    expect(told).toEqual(retired === 1 ? [{ type: "retired", systemId: "quay", fetchedAt: at(minute) }] : []);
    if (retired === 1) minutes.push(minute);
  }
  expect(minutes).toEqual([1, 2, 3, DAY - 1, ...days]);
});

test("the whole table is read by the first run of a container, then once an hour", async () => {
  const world = await afterLeaving();
  const lists: number[] = [];
  for (const minute of [1, 2, 3, 60, 61, 120, 121, 122]) {
    const before = world.lists;
    expect((await world.pollAt(minute, HILL)).retired).toBe(1);
    if (world.lists > before) lists.push(minute);
  }
  expect(lists).toEqual([1, 61, 121]);
});

test.each([1, DAY - 10, DAY + 10, 3 * DAY + 600])(
  "one that comes back after %i minutes is polled at once",
  async (minute) => {
    const world = await afterLeaving();
    for (let told = 1; told < minute; told += 5) await world.pollAt(told, HILL);
    const { sent } = await world.pollAt(minute, HILL, QUAY);
    expect(sent.map(({ type, systemId }) => `${type} ${systemId}`)).toContain("snapshot quay");
  },
);

test("one that stays is polled as ever", async () => {
  const world = await afterLeaving();
  const polled = await world.pollAt(1, HILL);
  expect(polled).toMatchObject({ due: 1, snapshots: 1, retired: 1 });
  expect(await world.memoryOf("quay")).toMatchObject({ lastOutcome: "retired", known: null, knownAt: null });
});

test("one that comes back is polled with its whole body, and may leave once more for a day", async () => {
  const world = await afterLeaving();
  await world.pollAt(1, HILL);
  expect((await world.pollAt(2, HILL, QUAY)).sent.map(({ type }) => type)).toEqual(["snapshot", "snapshot"]);
  expect(world.knownBodies).toContain(null);
  expect((await world.memoryOf("quay")).retiredAt).toBeNull();
  for (const minute of [3 * DAY, 3 * DAY + 1]) expect((await world.pollAt(minute, HILL)).retired).toBe(1);
});

test("one that comes back counts as present even when its feed cannot be found", async () => {
  const world = await afterLeaving();
  await world.pollAt(1, HILL);
  world.answers.discovery = () => failure(500);
  world.tables.write("polls", { ...world.tables.read("polls", { systemId: "quay" }), urls: null });
  await world.pollAt(2, HILL, QUAY);
  expect(await world.memoryOf("quay")).toMatchObject({ lastOutcome: "failed", retiredAt: null });
});

test("one whose leaving cannot be put stops no other, and is put at the next poll", async () => {
  const world = new MemoryPollWorld();
  await world.pollAt(0, HILL, QUAY, { ...QUAY, systemId: "lake" });
  world.refusal = ({ systemId }) => (systemId === "quay" ? new Error("the stream is throttled") : null);
  const polled = await world.pollAt(1, HILL);
  expect(polled).toMatchObject({ snapshots: 1, retired: 1, failures: ["quay: the stream is throttled"] });
  expect((await world.memoryOf("quay")).retiredAt).toBeNull();
  world.refusal = () => null;
  expect((await world.pollAt(2, HILL)).retired).toBe(2);
});

test("many that have left are told sixteen at a time", async () => {
  const world = new MemoryPollWorld();
  const many = Array.from({ length: 40 }, (_, index) => ({ ...QUAY, systemId: `quay ${index}` }));
  await world.pollAt(0, HILL, ...many);
  let atOnce = 0;
  let most = 0;
  const { publishOutcome } = world.publisher;
  Object.assign(world.publisher, {
    publishOutcome: async (outcome: PollOutcome) => {
      most = Math.max(most, ++atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce--;
      await publishOutcome(outcome);
    },
  });
  expect((await world.pollAt(1, HILL)).retired).toBe(40);
  expect(most).toBe(16);
});

test.each([
  [3_000, 1],
  [2_999, 0],
])("where %i ms of the run are left, %i that have left are told", async (remainingMs, retired) => {
  const world = await afterLeaving();
  world.remainingMs = () => remainingMs;
  expect(await world.pollAt(1)).toMatchObject({ retired: 2 * retired, failures: [] });
});

test.each([
  ["for less than a day", DAY_MS - 1, 60_000, 1],
  ["for a day, and was told a minute ago", DAY_MS, 60_000, 0],
  ["for days, and was told a day ago", 2 * DAY_MS, DAY_MS, 1],
  ["for days, and was told a moment less ago", 2 * DAY_MS, DAY_MS - 1, 0],
])("a system that is gone %s is told or not", async (_what, goneMs, toldMs, retired) => {
  const world = new MemoryPollWorld();
  const iso = (agoMs: number) => new Date(at(0) - agoMs).toISOString();
  world.tables.write("polls", { systemId: "quay", retiredAt: iso(goneMs), lastPolledAt: iso(toldMs) });
  expect((await world.pollAt(0)).retired).toBe(retired);
});

test("a system that is told is leased, and is due again within a minute", async () => {
  const world = await afterLeaving();
  const leases: unknown[] = [];
  world.refusal = ({ type, systemId }) => {
    if (type === "retired") leases.push(world.tables.read("polls", { systemId })?.leaseUntil);
    return null;
  };
  await world.pollAt(1, HILL);
  expect(leases).toEqual([new Date(at(1) + LEASE_MS).toISOString()]);
  expect(await world.memoryOf("quay")).toMatchObject({
    retiredAt: at(1),
    lastPolledAt: at(1),
    nextDueAt: at(1.9),
  });
});

test.each([
  [-1, 1],
  [0, 2],
])("the whole table is read again after an hour (%i ms): %i times", async (ms, lists) => {
  const world = await afterLeaving();
  for (const minute of [1, 61 + ms / 60_000]) await world.pollAt(minute, HILL);
  expect(world.lists).toBe(1 + lists);
});
