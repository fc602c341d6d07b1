import { describe, expect, test } from "vitest";
import { sourceOf } from "../../functions/poll/feed-source.ts";
import { hasUrls, timeNeededMs } from "../../functions/poll/poll-system.ts";
import { FUNCTIONS } from "../../functions/runtime/functions.ts";
import { at, T0 } from "../core/builders.ts";
import { fullMemory } from "./full-memory.ts";
import { failure, HILL, MemoryPollWorld, QUAY, status, URLS } from "./memory-world.ts";

/** A feed takes a quarter of a minute to answer. */
const ANSWER_MINUTES = 0.25;
/** Polls are a minute apart less a slack. */
const PERIOD_MINUTES = 0.9;

function slowWorld(answer: MemoryPollWorld["answers"]["status"]): MemoryPollWorld {
  const world = new MemoryPollWorld();
  world.answers.status = (...asked) => {
    world.minute += ANSWER_MINUTES;
    return answer(...asked);
  };
  return world;
}

/** Writes what is remembered of hill and makes it due. */
function remember(world: MemoryPollWorld, more: Readonly<Record<string, unknown>>): void {
  world.tables.write("polls", { systemId: "hill", source: sourceOf(HILL), ...more });
}

const iso = (time: number) => new Date(time).toISOString();

describe("what is fetched has the time of the answer, and the next poll counts from the request:", () => {
  test("a snapshot", async () => {
    const world = slowWorld(() => status());
    const { sent } = await world.pollAt(0, HILL);
    expect(sent).toMatchObject([{ type: "snapshot", fetchedAt: at(ANSWER_MINUTES) }]);
    expect(await world.memoryOf("hill")).toMatchObject({
      knownAt: at(ANSWER_MINUTES),
      lastPolledAt: at(ANSWER_MINUTES),
      nextDueAt: at(PERIOD_MINUTES),
    });
  });

  test("a repeat", async () => {
    const world = slowWorld(() => status());
    await world.pollAt(0, HILL);
    const { known } = await world.memoryOf("hill");
    world.answers.status = () => {
      world.minute += ANSWER_MINUTES;
      return { type: "unchanged", etag: null, lastModified: null };
    };
    const { sent } = await world.pollAt(1, HILL);
    const fetchedAt = at(1 + ANSWER_MINUTES);
    expect(sent).toEqual([
      { type: "unchanged", systemId: "hill", fetchedAt, snapshotAt: at(ANSWER_MINUTES) },
    ]);
    expect(await world.memoryOf("hill")).toMatchObject({
      known: { bodyHash: known?.bodyHash },
      knownAt: at(ANSWER_MINUTES),
      lastPolledAt: fetchedAt,
      nextDueAt: at(1 + PERIOD_MINUTES),
    });
  });

  test("a repeat of what nobody knows, which names itself", async () => {
    const world = slowWorld(() => ({ type: "unchanged", etag: null, lastModified: null }));
    const { sent } = await world.pollAt(0, HILL);
    const fetchedAt = at(ANSWER_MINUTES);
    expect(sent).toEqual([{ type: "unchanged", systemId: "hill", fetchedAt, snapshotAt: fetchedAt }]);
  });

  test("a failure", async () => {
    const world = slowWorld(() => failure(500));
    const { sent } = await world.pollAt(0, HILL);
    expect(sent).toMatchObject([{ type: "failed", fetchedAt: at(ANSWER_MINUTES) }]);
    expect(await world.memoryOf("hill")).toMatchObject({
      failingSince: at(ANSWER_MINUTES),
      lastPolledAt: at(ANSWER_MINUTES),
      nextDueAt: at(PERIOD_MINUTES),
    });
  });

  test("a failure to find the feed", async () => {
    const world = new MemoryPollWorld();
    world.answers.discovery = () => {
      world.minute += ANSWER_MINUTES;
      return failure(500);
    };
    const { sent } = await world.pollAt(0, HILL);
    expect(sent).toMatchObject([{ type: "failed", fetchedAt: at(ANSWER_MINUTES) }]);
    expect(await world.memoryOf("hill")).toMatchObject({ nextDueAt: at(PERIOD_MINUTES) });
  });

  test("a failure that asks for patience", async () => {
    const world = slowWorld(() => failure(503, 180_000));
    await world.pollAt(0, HILL);
    expect(await world.memoryOf("hill")).toMatchObject({ patientUntil: at(3), nextDueAt: at(3) });
  });
});

test("a system is leased for longer than a run of the poller takes", async () => {
  const leases: unknown[] = [];
  const world = slowWorld(() => {
    leases.push(world.tables.read("polls", { systemId: "hill" })?.leaseUntil);
    return status();
  });
  await world.pollAt(0, HILL);
  expect(leases).toEqual([iso(T0 + FUNCTIONS.poll.limits.timeoutMs + 5_000)]);
});

describe("a feed that has asked for patience", () => {
  test.each([
    [-1, null],
    [0, null],
    [1, "not asked for 1 s more: the feed has asked for patience"],
    [1_001, "not asked for 2 s more: the feed has asked for patience"],
  ])("and waits for %i ms more is told of as: %s", async (moreMs, reason) => {
    const world = new MemoryPollWorld();
    remember(world, { patientUntil: iso(T0 + moreMs) });
    const { sent } = await world.pollAt(0, HILL);
    expect(sent.at(-1)).toMatchObject(
      reason === null ? { type: "snapshot" } : { type: "failed", reason, httpStatus: null },
    );
    expect(world.done.includes("status hill")).toBe(reason === null);
  });

  test("is due when that is over, also where it shares a host and has failed often", async () => {
    const world = new MemoryPollWorld();
    world.downAfterMs = () => null;
    remember(world, { patientUntil: iso(at(2)), failuresInARow: 8, failingSince: iso(at(-60)) });
    await world.pollAt(0, HILL, QUAY);
    expect(await world.memoryOf("hill")).toMatchObject({ failuresInARow: 9, nextDueAt: at(2) });
  });
});

test("a feed that answers 503 is asked at its usual pace, also where it shares a host", async () => {
  const world = new MemoryPollWorld();
  world.answers.status = () => failure(503);
  remember(world, { failuresInARow: 8, failingSince: iso(at(-60)) });
  await world.pollAt(0, HILL, QUAY);
  expect(await world.memoryOf("hill")).toMatchObject({ nextDueAt: at(PERIOD_MINUTES) });
});

test("a body with a ttl is asked for whole where the next poll by it would be after ten minutes", async () => {
  const world = new MemoryPollWorld();
  const slow = (isKnown: boolean) =>
    isKnown
      ? { type: "unchanged" as const, etag: '"1"', lastModified: null }
      : status({ ttlSeconds: 4 * 60 });
  world.answers.status = (_systemId, known) => slow(known !== null);
  const minutes = Array.from({ length: 18 }, (_, minute) => minute);
  expect(await world.minutesOf(minutes, ({ snapshots }) => snapshots === 1)).toEqual([0, 8, 16]);
});

test.each([
  [600_000, true],
  [600_001, false],
])("a body whose next poll is %i ms after it is asked for with its ETag: %o", async (ageMs, isKnown) => {
  const world = new MemoryPollWorld();
  const known = { etag: '"1"', lastModified: null, bodyHash: "hash of 1" };
  remember(world, { known, knownAt: iso(at(PERIOD_MINUTES) - ageMs) });
  await world.pollAt(0, HILL);
  expect(world.knownBodies).toEqual([isKnown ? known : null]);
});

test.each([404, 410])(
  "a feed that is gone is looked up again after its first two failures, and its third",
  async (gone) => {
    const world = new MemoryPollWorld();
    world.answers.status = () => failure(gone);
    const looked: boolean[] = [];
    for (let minute = 0; minute < 6; minute++) {
      await world.pollAt(minute, HILL);
      looked.push(world.done.includes("discover hill"));
    }
    expect(looked).toEqual([true, true, true, true, false, false]);
  },
);

test.each([
  ["it has no URLs", { urls: null }, false, 31_000],
  ["it has URLs of an unknown age", { urlsGoodUntil: null }, false, 31_000],
  ["its URLs are too old", { urlsGoodUntil: T0 }, false, 31_000],
  ["its URLs are good", { urlsGoodUntil: T0 + 1 }, true, 17_000],
])("where %s a poll needs the time to find them", (_what, more, has, neededMs) => {
  const memory = fullMemory("hill", { urls: URLS, ...more });
  expect(hasUrls(memory, T0)).toBe(has);
  expect(timeNeededMs(memory, T0)).toBe(neededMs);
});

test.each([
  [31_000, 1, 0],
  [30_999, 0, 1],
])("where %i ms of the run are left, %i system is polled and %i is left", async (remainingMs, due, left) => {
  const world = new MemoryPollWorld();
  world.remainingMs = () => remainingMs;
  expect(await world.pollAt(0, HILL)).toMatchObject({ due, left });
});
