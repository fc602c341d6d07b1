import { describe, expect, test } from "vitest";
import { at } from "../core/builders.ts";
import { failure, HILL, MemoryPollWorld, rosterOf, status } from "./memory-world.ts";

const DAY = 1_440;

/** The minutes of a poll a minute in which names were asked for, and those in which they were sent. */
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

function* everyMinute(from: number, to: number) {
  for (let minute = from; minute <= to; minute++) yield minute;
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

  test("are asked for once an hour, and sent once a day while they stay as they are", async () => {
    const world = new MemoryPollWorld();
    world.answers.roster = () => rosterOf("Upper Gate");
    const { asked, sent } = await minutesOf(world, [0, 1, 59, 60, 61, 120, DAY, DAY + 1, 2 * DAY]);
    expect(asked).toEqual([0, 60, 120, DAY, 2 * DAY]);
    expect(sent).toEqual([0, DAY, 2 * DAY]);
  });

  test("are sent when they have changed", async () => {
    const world = new MemoryPollWorld();
    world.answers.roster = () => rosterOf("Upper Gate");
    await world.pollAt(0, HILL);
    world.answers.roster = () => rosterOf("Lower Gate");
    const { sent } = await world.pollAt(60, HILL);
    expect(sent[0]).toMatchObject({ type: "roster", stations: [{ name: "Lower Gate" }] });
  });

  test("keep their time zone when it cannot be had for once", async () => {
    const world = new MemoryPollWorld();
    world.answers.roster = () => rosterOf("Upper Gate");
    await world.pollAt(0, HILL);
    world.answers.roster = () => ({ ...rosterOf("Upper Gate"), timeZone: null });
    const { sent } = await minutesOf(world, [60]);
    expect(sent).toEqual([]);
    expect(world.memoryOf("hill")).toMatchObject({ timeZone: "Europe/Paris" });
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
    expect(world.memoryOf("hill")).toMatchObject({ lastOutcome: "snapshot", rosterSentAt: null });
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
      troubles: ["hill: the stream is throttled"],
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
