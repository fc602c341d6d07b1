import { expect, test } from "vitest";
import { at } from "../core/builders.ts";
import { failure, HILL, MemoryPollWorld, QUAY } from "./memory-world.ts";

const DAY = 1_440;

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
