import { describe, expect, test } from "vitest";
import { readingsOf } from "../../functions/core/observation.ts";
import { stableShare } from "../../functions/core/stable-share.ts";
import { sourceOf } from "../../functions/poll/feed-source.ts";
import { NO_MEMORY } from "../../functions/poll/no-memory.ts";
import { poll } from "../../functions/poll/poll.ts";
import { at, reading } from "../core/builders.ts";
import { everyMinute, failure, HILL, MemoryPollWorld, QUAY, status, URLS } from "./memory-world.ts";

const UNCHANGED = { type: "unchanged" as const, etag: '"1"', lastModified: null };

/** A feed that answers 304 to a request with its ETag. */
function withEtag(): MemoryPollWorld {
  const world = new MemoryPollWorld();
  world.answers.status = (_systemId, known) => (known === null ? status() : UNCHANGED);
  return world;
}

describe("a poll of a system that is due", () => {
  test("puts the snapshot on the stream, and only then saves what it remembers", async () => {
    const world = new MemoryPollWorld();
    world.answers.status = () =>
      status({ publishedAt: at(-1), ttlSeconds: 60, stations: readingsOf([reading("a", 4)]) });
    const polled = await world.pollAt(0, HILL);
    expect(polled.sent).toEqual([
      {
        type: "snapshot",
        systemId: "hill",
        fetchedAt: at(0),
        publishedAt: at(-1),
        ttlSeconds: 60,
        stations: readingsOf([reading("a", 4)]),
      },
    ]);
    expect(world.done).toEqual(["discover hill", "status hill", "names hill", "snapshot hill", "save hill"]);
    expect(polled).toMatchObject({ due: 1, snapshots: 1, unchanged: 0, failed: 0, retired: 0, failures: [] });
    expect(await world.memoryOf("hill")).toMatchObject({
      known: status().body,
      knownAt: at(0),
      lastOutcome: "snapshot",
      lastPolledAt: at(0),
    });
  });

  test("is none for one that is not due: nothing asked, nothing sent", async () => {
    const world = new MemoryPollWorld();
    await world.pollAt(0, HILL);
    const polled = await world.pollAt(0.5, HILL);
    expect([polled.due, polled.sent, world.done]).toEqual([0, [], []]);
  });

  test("is one poller's alone", async () => {
    const world = new MemoryPollWorld();
    const both = await Promise.all([world.pollAt(0, HILL), world.pollAt(0, HILL)]);
    expect(both.map(({ due }) => due).toSorted()).toEqual([0, 1]);
  });
});

describe("a body that is known", () => {
  test("is asked for by what came last, and unchanged names the snapshot it repeats", async () => {
    const world = withEtag();
    await world.pollAt(0, HILL);
    expect(world.knownBodies).toEqual([null]);
    for (const minute of [1, 2]) {
      const { sent, unchanged } = await world.pollAt(minute, HILL);
      expect(sent).toEqual([
        { type: "unchanged", systemId: "hill", fetchedAt: at(minute), snapshotAt: at(0) },
      ]);
      expect(world.knownBodies).toEqual([status().body]);
      expect(unchanged).toBe(1);
    }
  });

  test("is asked for whole ten minutes after it last came, and every ten minutes from then on", async () => {
    const world = withEtag();
    expect(await world.minutesOf(everyMinute(0, 21), ({ snapshots }) => snapshots === 1)).toEqual([
      0, 10, 20,
    ]);
  });

  test("is not known for longer than that because the answer takes a moment", async () => {
    const world = withEtag();
    const answer = world.answers.status;
    world.answers.status = (systemId, known) => {
      world.minute += 0.005;
      return answer(systemId, known);
    };
    expect(await world.minutesOf(everyMinute(0, 21), ({ snapshots }) => snapshots === 1)).toEqual([
      0, 10, 20,
    ]);
  });

  test("keeps its hash when a 304 brings another ETag", async () => {
    const world = withEtag();
    await world.pollAt(0, HILL);
    world.answers.status = () => ({ type: "unchanged", etag: '"2"', lastModified: "Mon" });
    await world.pollAt(1, HILL);
    expect((await world.memoryOf("hill")).known).toEqual({
      etag: '"2"',
      lastModified: "Mon",
      bodyHash: "hash of 1",
    });
  });

  test("stays known over a failed poll, which the next unchanged does not name", async () => {
    const world = withEtag();
    await world.pollAt(0, HILL);
    world.answers.status = () => failure(503);
    await world.pollAt(1, HILL);
    world.answers.status = () => UNCHANGED;
    expect((await world.pollAt(2, HILL)).sent).toMatchObject([{ type: "unchanged", snapshotAt: at(0) }]);
  });
});

describe("what the stream does not take", () => {
  test("is not saved, so that the next poll fetches the body again", async () => {
    const world = withEtag();
    world.refusal = () => new Error("the stream is throttled");
    const polled = await world.pollAt(0, HILL);
    expect(polled).toMatchObject({ due: 0, failures: ["hill: the stream is throttled"] });
    expect(world.done).not.toContain("save hill");
    expect(await world.memoryOf("hill")).toMatchObject({ known: null, nextDueAt: 0, lastOutcome: null });
    world.refusal = () => null;
    expect((await world.pollAt(0.5, HILL)).due).toBe(0);
    expect((await world.pollAt(1, HILL)).sent).toMatchObject([{ type: "snapshot" }]);
  });

  test("is a failure that stops no other system", async () => {
    const world = new MemoryPollWorld();
    world.refusal = ({ systemId }) => (systemId === "hill" ? new RangeError("too large") : null);
    const many = Array.from({ length: 40 }, (_, index) => ({ ...QUAY, systemId: `quay ${index}` }));
    const polled = await world.pollAt(0, HILL, ...many);
    expect(polled).toMatchObject({ due: 40, snapshots: 40, failures: ["hill: too large"] });
  });

  test("because it is too large is told as a failed poll, with the reason", async () => {
    const world = new MemoryPollWorld();
    world.refusal = ({ type }) => (type === "snapshot" ? new RangeError("the snapshot is too large") : null);
    const { sent, failures } = await world.pollAt(0, HILL);
    expect(sent).toMatchObject([{ type: "failed", reason: "the snapshot is too large", httpStatus: null }]);
    expect(failures).toEqual([]);
    expect(await world.memoryOf("hill")).toMatchObject({ known: null, failuresInARow: 1 });
  });

  test("neither is a failed poll's memory saved", async () => {
    const world = new MemoryPollWorld();
    world.answers.status = () => failure(503);
    world.refusal = () => new Error("the stream is throttled");
    await world.pollAt(0, HILL);
    expect(await world.memoryOf("hill")).toMatchObject({ failuresInARow: 0, lastReason: null });
  });
});

test("stations that could not be read are counted", async () => {
  const world = new MemoryPollWorld();
  world.answers.status = () => ({ ...status(), leftOut: 3 });
  expect(await world.pollAt(0, HILL, QUAY)).toMatchObject({ snapshots: 2, leftOut: 6 });
});

test("a feed that has failed three times is looked up again, one that asks to wait is not", async () => {
  for (const [httpStatus, lookUps] of [
    [500, 1],
    [429, 0],
  ] as const) {
    const world = new MemoryPollWorld();
    await world.pollAt(0, HILL);
    world.answers.status = () => failure(httpStatus);
    const looked = await world.minutesOf(everyMinute(1, 12), () => world.done.includes("discover hill"));
    expect(looked).toHaveLength(lookUps);
  }
});

test("a feed that repeats itself is asked no sooner than the ttl of the body that it repeats", async () => {
  const world = new MemoryPollWorld();
  world.answers.status = () => ({ ...status(), ttlSeconds: 300 });
  await world.pollAt(0, HILL);
  world.answers.status = () => ({ type: "unchanged", etag: null, lastModified: null });
  expect(await world.minutesOf(everyMinute(1, 11), ({ due }) => due === 1)).toEqual([5, 10]);
});

describe("a feed that fails", () => {
  test("is told at every due poll, with the reason", async () => {
    const world = new MemoryPollWorld();
    world.answers.status = () => failure(503);
    const { sent, failed } = await world.pollAt(0, HILL);
    expect(sent).toEqual([
      {
        type: "failed",
        systemId: "hill",
        fetchedAt: at(0),
        reason: "the feed answered 503",
        httpStatus: 503,
      },
    ]);
    expect(failed).toBe(1);
    expect(await world.memoryOf("hill")).toMatchObject({
      failuresInARow: 1,
      lastReason: "the feed answered 503",
    });
  });

  test.each([503, 404, null])(
    "with status %o is asked at its usual pace, and found well again at once",
    async (given) => {
      const world = new MemoryPollWorld();
      world.answers.status = () => failure(given);
      const minutes = await world.minutesOf(everyMinute(0, 29), ({ due }) => due === 1);
      expect(minutes).toEqual([...everyMinute(0, 29)]);
      world.answers.status = () => status();
      expect((await world.pollAt(30, HILL)).snapshots).toBe(1);
      expect(await world.memoryOf("hill")).toMatchObject({
        failuresInARow: 0,
        failingSince: null,
        lastReason: null,
      });
    },
  );

  test.each([
    ["a host that has had too many requests", failure(429), [HILL]],
    ["a silent host that others share", failure(null), [HILL, QUAY]],
  ])(
    "is asked less and less often at %s, but when it counts as down, after ten minutes",
    async (_, answer, systems) => {
      const world = new MemoryPollWorld();
      world.answers.status = () => answer;
      const minutes = [];
      for (const minute of everyMinute(0, 59)) {
        const { sent } = await world.pollAt(minute, ...systems);
        if (sent.some(({ systemId }) => systemId === "hill")) minutes.push(minute);
      }
      expect(minutes).toEqual([0, 1, 3, 7, 10, 23, 37, 49]);
    },
  );

  test("is not asked before it said: Retry-After counts where it is longer", async () => {
    const world = new MemoryPollWorld();
    world.answers.status = () => failure(429, 5 * 60_000);
    expect(await world.minutesOf(everyMinute(0, 11), ({ due }) => due === 1)).toEqual([0, 5, 10]);
  });

  test("is recorded as failing when it counts as down, and not asked, while it asks for patience", async () => {
    const world = new MemoryPollWorld();
    world.answers.status = () => failure(503, 15 * 60_000);
    const asked = () => world.done.includes("status hill");
    expect(await world.minutesOf(everyMinute(0, 14), ({ failed }) => failed === 1)).toEqual([0, 10]);
    expect(await world.minutesOf(everyMinute(14, 16), asked)).toEqual([15]);
    expect(await world.memoryOf("hill")).toMatchObject({
      failuresInARow: 3,
      lastReason: "the feed answered 503",
    });
  });
});

describe("a run that has little time", () => {
  const many = Array.from({ length: 40 }, (_, index) => ({ ...QUAY, systemId: `quay ${index}` }));

  /** A world where each system takes a second, and a run is stopped after `seconds`. */
  function withSeconds(seconds: number): MemoryPollWorld {
    const world = new MemoryPollWorld();
    const answer = world.answers.status;
    world.answers.status = (systemId, known) => {
      world.minute += 1 / 60;
      return answer(systemId, known);
    };
    world.remainingMs = () => (Math.ceil(world.minute) - world.minute) * 60_000 - (60 - seconds) * 1_000;
    return world;
  }

  test("leaves what it cannot reach as it was, and the next one begins with it", async () => {
    const world = withSeconds(50);
    const first = await world.pollAt(0.001, ...many);
    expect([first.due, first.left, first.failures]).toEqual([21, 19, []]);
    const leftIds = many.map(({ systemId }) => systemId).filter((systemId) => !world.isKnown(systemId));
    expect(leftIds).toHaveLength(19);
    const second = await world.pollAt(1.001, ...many);
    const begun = second.sent.map(({ systemId }) => systemId).slice(0, 18);
    expect(leftIds).toEqual(expect.arrayContaining(begun));
    for (let minute = 2; minute < 5; minute++) await world.pollAt(minute + 0.001, ...many);
    const { due, left } = await world.pollAt(5.001, ...many);
    expect(due).toBeGreaterThan(20);
    expect(due + left).toBe(40);
  });
});

describe("a run for one shard", () => {
  const many = Array.from({ length: 40 }, (_, index) => ({
    ...QUAY,
    systemId: `quay ${index}`,
    url: `https://host${index}.example/`,
  }));

  test("polls its systems and no others; all shards together poll each once", async () => {
    const world = new MemoryPollWorld();
    const polled = [];
    for (const shard of [0, 1, 2]) polled.push(await poll({ systems: many }, world, { shard, of: 3 }));
    expect(polled.map(({ due }) => due).every((due) => due > 0 && due < 40)).toBe(true);
    expect(world.published.map(({ systemId }) => systemId).toSorted()).toEqual(
      many.map(({ systemId }) => systemId).toSorted(),
    );
  });

  test("looks for systems that have left only where it is the first", async () => {
    const world = new MemoryPollWorld();
    await world.pollAt(0, HILL, QUAY);
    world.departed = { listedAt: null, memories: new Map() };
    const retired = [];
    for (const shard of [1, 0])
      retired.push((await poll({ systems: [HILL] }, world, { shard, of: 2 })).retired);
    expect([retired, world.lists]).toEqual([[0, 0], 2]);
    world.minute = 1;
    expect((await poll({ systems: [HILL] }, world, { shard: 0, of: 2 })).retired).toBe(1);
  });
});

test("many systems of one host are polled a few at a time, and those of other hosts meanwhile", async () => {
  const world = new MemoryPollWorld();
  const atOnce = new Map<string, number>();
  const most = new Map<string, number>();
  const { fetchStatus } = world.feeds;
  world.feeds.fetchStatus = async (system, ...asked) => {
    const host = new URL(system.url ?? "").host;
    for (const name of [host, "all"]) {
      const count = (atOnce.get(name) ?? 0) + 1;
      atOnce.set(name, count);
      most.set(name, Math.max(most.get(name) ?? 0, count));
    }
    await new Promise((resolve) => setImmediate(resolve));
    for (const name of [host, "all"]) atOnce.set(name, (atOnce.get(name) ?? 0) - 1);
    return await fetchStatus(system, ...asked);
  };
  const systems = Array.from({ length: 60 }, (_, index) => ({
    ...HILL,
    systemId: `system ${index}`,
    url: `https://host${index % 4}.example/${index}`,
  }));
  expect((await world.pollAt(0, ...systems)).due).toBe(60);
  const { all, ...hosts } = Object.fromEntries(most);
  expect(Object.values(hosts)).toEqual([3, 3, 3, 3]);
  expect(all).toBe(12);
});

test("no more hosts are asked at once than there are lanes", async () => {
  const world = new MemoryPollWorld();
  let atOnce = 0;
  let most = 0;
  const { fetchStatus } = world.feeds;
  world.feeds.fetchStatus = async (...asked) => {
    most = Math.max(most, ++atOnce);
    await new Promise((resolve) => setImmediate(resolve));
    atOnce--;
    return await fetchStatus(...asked);
  };
  const systems = Array.from({ length: 80 }, (_, index) => ({
    ...HILL,
    systemId: `system ${index}`,
    url: `https://host${index}.example/`,
  }));
  expect((await world.pollAt(0, ...systems)).due).toBe(80);
  expect(most).toBe(64);
});

describe("a run of a hundred systems", () => {
  const SPREAD_MS = 500;
  const systems = Array.from({ length: 100 }, (_, index) => ({ ...HILL, systemId: `system ${index}` }));

  /** Returns what is sent by a run to which some systems are due so many milliseconds after its beginning. */
  async function sentWhereDue(...laterMs: number[]) {
    return await sentIn(new MemoryPollWorld(), laterMs);
  }

  async function sentIn(world: MemoryPollWorld, laterMs: readonly number[]) {
    for (const [index, { systemId }] of systems.entries()) {
      world.tables.write("polls", {
        systemId,
        source: sourceOf(HILL),
        urls: URLS,
        urlsGoodUntil: new Date(at(60)).toISOString(),
        nextDueAt: new Date(at(0) + (laterMs[index] ?? 5 * 60_000)).toISOString(),
      });
    }
    const { sent } = await world.pollAt(0, ...systems);
    return sent.flatMap((one) => (one.type === "snapshot" ? [[one.systemId, one.fetchedAt - at(0)]] : []));
  }

  const SHARE = stableShare("feeds.example");
  test.each([
    ["has a lane to itself, and waits for its turn in the spread", 45_001, SHARE * (SPREAD_MS - 50)],
    ["shares its lane, which keeps time for one that hangs", 45_000, 0],
  ])("a system whose neighbour on the host is due in 45 s or later %s", async (_what, laterMs, startMs) => {
    expect(await sentWhereDue(0, laterMs)).toEqual([["system 0", Math.round(startMs)]]);
  });

  test("begins at once with a system that has waited for more than a minute", async () => {
    expect(await sentWhereDue(-60_001)).toEqual([["system 0", 0]]);
    expect(await sentWhereDue(-60_000)).toEqual([["system 0", Math.round(SHARE * (SPREAD_MS - 50))]]);
  });

  test("waits on where a timer ends early", async () => {
    const world = new MemoryPollWorld();
    const { wait } = world;
    let waits = 0;
    Object.assign(world, { wait: (ms: number) => wait(++waits > 5 ? ms : Math.ceil(ms / 2)) });
    expect(await sentIn(world, [SPREAD_MS])).toEqual([["system 0", SPREAD_MS]]);
    expect(waits).toBeGreaterThan(5);
  });

  test("waits for a system that is due within the spread, and for none that is due later", async () => {
    expect(await sentWhereDue(SPREAD_MS)).toEqual([["system 0", SPREAD_MS]]);
    expect(await sentWhereDue(SPREAD_MS + 1)).toEqual([]);
    expect(await sentWhereDue(1, 45_000)).toEqual([["system 0", 1]]);
  });
});

test("many systems are spread over a quarter of the minute, and each is polled in every minute", async () => {
  const world = new MemoryPollWorld();
  const systems = Array.from({ length: 1_600 }, (_, index) => ({
    ...HILL,
    systemId: `system ${index}`,
    url: `https://host${index}.example/`,
  }));
  world.feeds.discover = async ({ url = "" }) => ({ ...URLS, status: `${url}status` });
  const spreads: number[] = [];
  for (const minute of [0, 1, 2, 3]) {
    const { due, left, sent } = await world.pollAt(minute, ...systems);
    expect([due, left]).toEqual([1_600, 0]);
    const times = sent.map(({ fetchedAt }) => fetchedAt - at(minute));
    spreads.push(Math.round(Math.max(...times) / 1_000));
  }
  // A system that was never polled does not wait.
  expect(spreads).toEqual([0, 15, 15, 15]);
});

test("where memories cannot be read the lease tells who is due, and that is a failure", async () => {
  const world = new MemoryPollWorld();
  await world.pollAt(0, QUAY);
  world.polls.recall = async (systemIds) => ({
    memories: systemIds.map((systemId) => ({ ...NO_MEMORY, systemId })),
    failures: ["the table is throttled"],
  });
  const { sent, failures } = await world.pollAt(0.5, QUAY, HILL);
  expect(sent).toMatchObject([{ type: "snapshot", systemId: "hill" }]);
  expect(failures).toEqual(["the table is throttled"]);
});

describe("where a feed is", () => {
  test("is looked up once a day", async () => {
    const world = new MemoryPollWorld();
    const minutes = await world.minutesOf([0, 1, 720, 1_379, 1_440, 1_441], () =>
      world.done.includes("discover hill"),
    );
    expect(minutes).toEqual([0, 1_440]);
  });

  test.each([404, 410])("is looked up again after %i, and not after other failures", async (gone) => {
    const world = new MemoryPollWorld();
    await world.pollAt(0, HILL);
    for (const [httpStatus, expected] of [
      [503, false],
      [gone, false],
      [200, true],
      [200, false],
    ] as const) {
      world.answers.status = () => (httpStatus === 200 ? status() : failure(httpStatus));
      await world.pollAt(world.minute + 20, HILL);
      expect(world.done.includes("discover hill")).toBe(expected);
    }
  });

  test("that cannot be found fails the poll, unless it was known: then the old place serves on", async () => {
    const world = new MemoryPollWorld();
    world.answers.discovery = () => failure(500);
    expect((await world.pollAt(0, HILL)).sent).toMatchObject([{ type: "failed", httpStatus: 500 }]);
    expect(world.done).not.toContain("status hill");
    world.answers.discovery = () => URLS;
    await world.pollAt(1, HILL);
    world.answers.discovery = () => failure(500);
    expect((await world.pollAt(1_500, HILL)).sent).toMatchObject([{ type: "snapshot" }]);
    expect(world.done).toContain("discover hill");
    expect((await world.pollAt(1_501, HILL)).sent).toMatchObject([{ type: "snapshot" }]);
    expect(world.done).not.toContain("discover hill");
    await world.pollAt(1_510, HILL);
    expect(world.done).toContain("discover hill");
  });

  test("is looked up again after an hour where no names were listed", async () => {
    const world = new MemoryPollWorld();
    world.answers.discovery = () => ({ ...URLS, stationInformation: null });
    const minutes = await world.minutesOf([0, 1, 59, 60, 61], () => world.done.includes("discover hill"));
    expect(minutes).toEqual([0, 60]);
  });
});

test("systems that have failed three times in a row are down, also while they are not due", async () => {
  const world = new MemoryPollWorld();
  world.answers.status = () => ({
    type: "failed",
    reason: "it answered 503",
    httpStatus: 503,
    retryAfterMs: null,
  });
  const runs = [];
  for (const minute of [0, 1, 2, 3, 3.5]) runs.push(await world.pollAt(minute, HILL));
  expect(runs.map(({ failed, down }) => [failed, down])).toEqual([
    [1, 0],
    [1, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ]);
});
