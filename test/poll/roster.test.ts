import { describe, expect, test } from "vitest";
import { readingsOf } from "../../functions/core/observation.ts";
import { stableShare } from "../../functions/core/stable-share.ts";
import { at, MINUTE_MS, reading } from "../core/builders.ts";
import { everyMinute, failure, HILL, MemoryPollWorld, rosterOf, status } from "./memory-world.ts";

const DAY = 1_440;
const HOUR_MS = 60 * MINUTE_MS;

/** The minutes in which names were requested, and those in which they were sent, at one poll a minute. */
async function minutesOf(world: MemoryPollWorld, minutes: Iterable<number>) {
  const asked: number[] = [];
  const sent: number[] = [];
  for (const minute of minutes) {
    await world.pollAt(minute, HILL);
    if (world.done.includes("names hill")) asked.push(minute);
    if (world.done.includes("roster hill")) sent.push(minute);
  }
  return { asked, sent };
}

describe("names that a feed keeps apart", () => {
  test("are on the stream before the first snapshot", async () => {
    const world = new MemoryPollWorld();
    world.answers.roster = () => rosterOf("Upper Gate");
    const { sent } = await world.pollAt(0, HILL);
    expect(sent.map(({ type }) => type)).toEqual(["roster", "snapshot"]);
    expect(sent[0]).toMatchObject({
      systemId: "hill",
      fetchedAt: at(0),
      timeZone: "Europe/Paris",
      stations: [{ stationId: "0", name: "Upper Gate" }],
    });
  });

  test("are asked for and sent about once a day while the stations stay the same", async () => {
    const world = new MemoryPollWorld();
    world.answers.roster = () => rosterOf("Upper Gate");
    const minutes = [0, 1, 60, 720, DAY - 1, DAY + 60, DAY + 61, 2 * DAY + 50, 2 * DAY + 120];
    const { asked, sent } = await minutesOf(world, minutes);
    expect(asked).toEqual([0, DAY + 60, 2 * DAY + 120]);
    expect(sent).toEqual(asked);
  });

  test.each([
    [-1, false],
    [0, true],
  ])(
    "are asked for a day and up to an hour later, by the system's share (%i ms): %s",
    async (ms, isAsked) => {
      const world = new MemoryPollWorld();
      world.answers.roster = () => rosterOf("Upper Gate");
      await world.pollAt(0, HILL);
      await world.pollAt(DAY + (Math.ceil(HOUR_MS * stableShare("hill")) + ms) / MINUTE_MS, HILL);
      expect(world.done.includes("names hill")).toBe(isAsked);
    },
  );

  test("are asked for within the hour when stations have come or gone, and sent when they have changed", async () => {
    const world = new MemoryPollWorld();
    world.answers.roster = () => rosterOf("Upper Gate");
    await world.pollAt(0, HILL);
    world.answers.status = () => status({ stations: readingsOf([reading("a", 1), reading("b", 1)]) });
    expect(await minutesOf(world, [1, 59, 60, 61, 120, 121])).toEqual({ asked: [60], sent: [] });
    world.answers.status = () => status({ stations: readingsOf([reading("b", 1)]) });
    world.answers.roster = () => rosterOf("Lower Gate");
    expect(await minutesOf(world, [122, 180])).toEqual({ asked: [122], sent: [122] });
  });

  test("are not asked for because the feed has its stations in another order", async () => {
    const world = new MemoryPollWorld();
    world.answers.roster = () => rosterOf("Upper Gate");
    world.answers.status = () => status({ stations: readingsOf([reading("a", 1), reading("b", 1)]) });
    await world.pollAt(0, HILL);
    world.answers.status = () => status({ stations: readingsOf([reading("b", 1), reading("a", 1)]) });
    expect(await minutesOf(world, [60, 120])).toEqual({ asked: [], sent: [] });
  });

  test("are kept as the feed gives them, and what of them is not heeded is told once and remembered", async () => {
    const world = new MemoryPollWorld();
    const roster = rosterOf("Upper Gate", "Lower Gate");
    const [upper, lower] = roster.stations;
    if (upper === undefined || lower === undefined) throw new Error("there are two gates");
    world.answers.roster = () => ({
      ...roster,
      openingHours: "Mo-Su 06:00-23:00; week 1 off",
      stations: [
        { ...upper, openingHours: "sunrise-sunset" },
        { ...lower, openingHours: "Mo-Su 06:00-23:00; week 1 off" },
      ],
      unread: ["the ids of 900 vehicle types are too long"],
    });
    const first = await world.pollAt(0, HILL);
    const told = [
      "the ids of 900 vehicle types are too long",
      'of the opening hours it is not understood: "week 1 off"; those times count as open',
      'of the opening hours of 1 station it is not understood: "sunrise-sunset"; those times count as open',
    ];
    expect(first.unheeded).toEqual(told.map((sentence) => `hill: ${sentence}`));
    expect((await world.memoryOf("hill")).unheeded).toEqual(told);
    // A station with the hours of its system has none of its own.
    const [sent] = first.sent;
    expect(sent?.type === "roster" && sent.stations.map(({ openingHours }) => openingHours)).toEqual([
      "sunrise-sunset",
      undefined,
    ]);
    expect((await world.pollAt(2, HILL)).unheeded).toEqual([]);
    expect((await world.pollAt(2 * DAY, HILL)).unheeded).toEqual([]);
    world.answers.roster = () => ({ ...roster, openingHours: "24/7" });
    await world.pollAt(4 * DAY, HILL);
    expect((await world.memoryOf("hill")).unheeded).toEqual([]);
  });

  test("have no hours of single stations where these are too many for a record", async () => {
    const world = new MemoryPollWorld();
    const names = Array.from({ length: 300 }, (_, index) => `Gate ${index}`);
    const roster = rosterOf(...names);
    const stations = roster.stations.map((one, index) => ({
      ...one,
      openingHours: `${index} `.padEnd(700, "x"),
    }));
    world.answers.roster = () => ({ ...roster, stations });
    const { sent, unheeded } = await world.pollAt(0, HILL);
    expect(unheeded).toEqual([
      "hill: the opening hours of single stations have 210000 characters, expected at most 200000: they are not heeded",
    ]);
    expect(sent[0]?.type === "roster" && sent[0].stations.some((one) => "openingHours" in one)).toBe(false);
  });

  test.each([
    [200_000, true],
    [200_001, false],
  ])("keep the hours of single stations that have %i characters: %s", async (characters, areKept) => {
    const world = new MemoryPollWorld();
    const roster = rosterOf("Upper Gate");
    const stations = roster.stations.map((one) => ({ ...one, openingHours: "24/7".padEnd(characters) }));
    world.answers.roster = () => ({ ...roster, stations });
    const { sent } = await world.pollAt(0, HILL);
    expect(sent[0]?.type === "roster" && sent[0].stations.some((one) => "openingHours" in one)).toBe(areKept);
  });

  test("that are sent without a part say so", async () => {
    const world = new MemoryPollWorld();
    world.answers.roster = () => rosterOf("Upper Gate");
    world.leftOut = "addresses are left out";
    expect((await world.pollAt(0, HILL)).unheeded).toEqual(["hill: addresses are left out"]);
  });

  test("that are too large for a record are not sent, the reason is told, and the facts are known", async () => {
    const world = new MemoryPollWorld();
    world.answers.roster = () => ({ ...rosterOf("Upper Gate"), unread: ["types are too long"] });
    world.refusal = ({ type }) => (type === "roster" ? new RangeError("the roster is too large") : null);
    const { sent } = await world.pollAt(0, HILL);
    expect(sent).toMatchObject([{ type: "snapshot" }]);
    expect(await world.memoryOf("hill")).toMatchObject({
      unheeded: ["types are too long", "the roster is too large"],
      timeZone: "Europe/Paris",
      rosterSentAt: null,
    });
  });

  test("keep their time zone when it cannot be had for once", async () => {
    const world = new MemoryPollWorld();
    world.answers.roster = () => rosterOf("Upper Gate");
    await world.pollAt(0, HILL);
    world.answers.roster = () => ({ ...rosterOf("Upper Gate"), timeZone: null });
    const { asked } = await minutesOf(world, [DAY + 60]);
    expect(asked).toEqual([DAY + 60]);
    expect(await world.memoryOf("hill")).toMatchObject({ timeZone: "Europe/Paris" });
  });

  test("come with the hours of the feed, which stay when they cannot be had for once, and go when the feed has none", async () => {
    const world = new MemoryPollWorld();
    const told: unknown[] = [];
    for (const [day, openingHours] of [
      [0, "Mo-Fr 06:00-23:00"],
      [2, undefined],
      [4, null],
    ] as const) {
      world.answers.roster = () => ({ ...rosterOf("Upper Gate"), openingHours });
      const { sent } = await world.pollAt(day * DAY, HILL);
      told.push(sent[0]);
    }
    expect(told).toMatchObject([
      { type: "roster", openingHours: "Mo-Fr 06:00-23:00" },
      { type: "roster", openingHours: "Mo-Fr 06:00-23:00" },
      { type: "roster", openingHours: undefined },
    ]);
  });

  test.each([
    ["hours", { openingHours: undefined }],
    ["types of vehicle", { vehicleTypes: undefined }],
  ])("are asked for again within the hour while the feed's %s cannot be had", async (_what, missing) => {
    const world = new MemoryPollWorld();
    world.answers.roster = () => ({ ...rosterOf("Upper Gate"), ...missing });
    const { asked } = await minutesOf(world, [0, 59, 60, 61]);
    world.answers.roster = () => rosterOf("Upper Gate");
    expect(asked).toEqual([0, 60]);
    expect(await minutesOf(world, [120, 180, 240])).toEqual({ asked: [120], sent: [] });
  });

  test("are not asked for again because of hours that the configuration says", async () => {
    const world = new MemoryPollWorld();
    world.answers.roster = () => ({ ...rosterOf("Upper Gate"), openingHours: undefined });
    const others = { name: "Hill", timeZone: "Europe/Oslo", attribution: "Hill Bikes" };
    for (const [entry, asks] of [
      [{ ...HILL, ...others, openingHours: "24/7" }, [true, false]],
      [{ ...HILL, ...others, systemId: "hill 2" }, [true, true]],
    ] as const) {
      for (const [index, isAsked] of asks.entries()) {
        await world.pollAt(60 * index, entry);
        expect(world.done.includes(`names ${entry.systemId}`)).toBe(isAsked);
      }
    }
  });

  test("are sent when nothing but the hours has changed", async () => {
    const world = new MemoryPollWorld();
    world.answers.status = () => status({ roster: [] });
    await world.pollAt(0, HILL);
    expect((await world.pollAt(1, HILL)).sent).toMatchObject([{ type: "snapshot" }]);
    const { sent } = await world.pollAt(2, { ...HILL, openingHours: "24/7" });
    expect(sent).toMatchObject([{ type: "roster", openingHours: "24/7" }, { type: "snapshot" }]);
  });

  test("have the hours that the configuration says", async () => {
    const world = new MemoryPollWorld();
    world.answers.roster = () => ({ ...rosterOf("Upper Gate"), openingHours: "24/7" });
    const { sent } = await world.pollAt(0, { ...HILL, openingHours: "Mo-Su 06:00-24:00" });
    expect(sent[0]).toMatchObject({ type: "roster", openingHours: "Mo-Su 06:00-24:00" });
  });

  test("come with the types of vehicle, by which the next status is read", async () => {
    const world = new MemoryPollWorld();
    const readBy: unknown[] = [];
    const { fetchStatus } = world.feeds;
    world.feeds.fetchStatus = (system, urls, known, types) => {
      readBy.push(types);
      return fetchStatus(system, urls, known, types);
    };
    const vehicleTypes = { ebikes: ["e"], others: [] };
    const days = [vehicleTypes, undefined, null, undefined];
    for (const [index, answer] of days.entries()) {
      world.answers.roster = () => ({ ...rosterOf("Upper Gate"), vehicleTypes: answer });
      await world.pollAt(2 * index * DAY, HILL);
    }
    expect(readBy).toEqual([null, vehicleTypes, vehicleTypes, null]);
  });

  test("have the time zone that the configuration says", async () => {
    const world = new MemoryPollWorld();
    world.answers.roster = () => rosterOf("Upper Gate");
    const { sent } = await world.pollAt(0, { ...HILL, timeZone: "Europe/Oslo" });
    expect(sent[0]).toMatchObject({ type: "roster", timeZone: "Europe/Oslo" });
  });

  test.each([
    ["are not there", { type: "absent" as const }],
    ["cannot be had", failure(500)],
  ])("that %s fail no poll, and are asked for again after ten minutes", async (_what, answer) => {
    const world = new MemoryPollWorld();
    world.answers.roster = () => answer;
    const { asked, sent } = await minutesOf(world, everyMinute(0, 21));
    expect([asked, sent]).toEqual([[0, 10, 20], []]);
    expect(await world.memoryOf("hill")).toMatchObject({ lastOutcome: "snapshot", rosterSentAt: null });
  });

  test("that cannot be had for once are asked for again after ten minutes, not after a day", async () => {
    const world = new MemoryPollWorld();
    world.answers.roster = () => rosterOf("Upper Gate");
    await world.pollAt(0, HILL);
    world.answers.status = () => status({ stations: readingsOf([reading("a", 1), reading("b", 1)]) });
    world.answers.roster = () => failure(503);
    expect((await minutesOf(world, everyMinute(60, 75))).asked).toEqual([60, 70]);
    world.answers.roster = () => rosterOf("Upper Gate", "New Gate");
    expect(await minutesOf(world, everyMinute(76, 200))).toEqual({ asked: [80], sent: [80] });
    world.answers.roster = () => failure(503);
    expect((await minutesOf(world, [80 + DAY + 60, 80 + DAY + 70])).asked).toHaveLength(2);
  });

  test.each([
    [18_000, true],
    [17_999, false],
  ])("are asked for where %i ms of the run are left: %s", async (remainingMs, isAsked) => {
    const world = new MemoryPollWorld();
    await world.pollAt(0, HILL);
    world.remainingMs = () => remainingMs;
    const { snapshots } = await world.pollAt(10, HILL);
    expect([snapshots, world.done.includes("names hill")]).toEqual([1, isAsked]);
  });

  test("are not asked for at a poll without a snapshot", async () => {
    const world = new MemoryPollWorld();
    world.answers.status = () => failure(503);
    await world.pollAt(0, HILL);
    expect(world.done).not.toContain("names hill");
  });

  test("that the stream does not take hold the snapshot back: both come at the next poll", async () => {
    const world = new MemoryPollWorld();
    world.answers.roster = () => rosterOf("Upper Gate");
    world.refusal = ({ type }) => (type === "roster" ? new Error("the stream is throttled") : null);
    expect(await world.pollAt(0, HILL)).toMatchObject({
      sent: [],
      failures: ["hill: the stream is throttled"],
    });
    world.refusal = () => null;
    expect((await world.pollAt(1, HILL)).sent.map(({ type }) => type)).toEqual(["roster", "snapshot"]);
  });
});

describe("names in the status itself", () => {
  function withNames(...names: string[]) {
    const answer = rosterOf(...names);
    return () => status({ roster: answer.type === "roster" ? answer.stations : null });
  }

  test("are sent when they have changed and once a day, and never asked for", async () => {
    const world = new MemoryPollWorld();
    world.answers.status = withNames("Upper Gate");
    const first = await minutesOf(world, [0, 1]);
    world.answers.status = withNames("Lower Gate");
    const then = await minutesOf(world, [2, 3, DAY + 1, DAY + 2, DAY + 3]);
    expect([first.sent, then.sent]).toEqual([[0], [2, DAY + 2]]);
    expect([first.asked, then.asked]).toEqual([[], []]);
  });

  test("are sent again a day later, to the millisecond", async () => {
    for (const [ms, isSent] of [
      [-1, false],
      [0, true],
    ] as const) {
      const world = new MemoryPollWorld();
      world.answers.status = withNames("Upper Gate");
      await world.pollAt(0, HILL);
      const { sent } = await world.pollAt(DAY + ms / MINUTE_MS, HILL);
      expect(sent[0]?.type === "roster").toBe(isSent);
    }
  });

  test("are fetched with the snapshot: its time is when the body came, not when the names had been sent", async () => {
    const world = new MemoryPollWorld();
    world.answers.status = withNames("Upper Gate");
    world.refusal = ({ type }) => {
      if (type === "roster") world.minute += 1;
      return null;
    };
    expect((await world.pollAt(0, HILL)).sent).toMatchObject([
      { type: "roster", fetchedAt: at(0) },
      { type: "snapshot", fetchedAt: at(0) },
    ]);
  });
});
