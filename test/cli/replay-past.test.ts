import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pastOfTape } from "../../cli/replay/past.ts";
import { pollTape } from "../../cli/replay/polls.ts";
import { play, Replay } from "../../cli/replay/replay.ts";
import { ToldReceiver } from "../../cli/replay/told-receiver.ts";
import type { RuleBook } from "../../functions/core/rules.ts";
import { receiverOf } from "../../functions/systems/receivers.ts";
import { ruleBookOf } from "../../functions/systems/rule-settings.ts";
import { openTape } from "../../local/tape/read.ts";
import { writeCityTape } from "../city-tape.ts";
import { withRecordings } from "../with-recordings.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stationwatch-past-"));
  await writeCityTape(join(folder, "city"), { polls: 100, intervalMs: 120_000 });
});

afterAll(() => rm(folder, { recursive: true }));

const THEN = ruleBookOf({ systems: [] }, "riverton", "then");
const rules = { empty: { atMost: 1, for: "4m" }, full: { keepFor: "6m" }, closed: false as const };
const TRIED = ruleBookOf({ rules, systems: [] }, "riverton", "tried");

/** Replays the tape under the rules, and the past that its looks under the rules of then are. */
async function bothWays(tape: string, book: RuleBook) {
  const open = async () => await openTape(tape);
  const { systemId } = (await open()).head.system;
  const [live, past] = [new Replay(systemId, book), new Replay(systemId, book)];
  const opened = await open();
  await play({ messages: () => pollTape(opened) }, [live]);
  for await (const look of pastOfTape(await open(), THEN)) past.takePast(look);
  return { live: live.replayed(), past: past.replayed() };
}

const BOOKS: [string, RuleBook][] = [
  ["those of then", THEN],
  ["others about stations", TRIED],
];

test.each(BOOKS)("under %s, the past of a tape tells what the tape tells", async (_, book) => {
  const { live, past } = await bothWays(join(folder, "city"), book);
  expect(live.events.length).toBeGreaterThan(100);
  expect(past.events).toEqual(live.events);
  expect(past.windows).toEqual(live.windows);
});

test("a receiver is sent the same messages by the past of a tape as by the tape", async () => {
  const settings = { name: "dispatch", kind: "standard", openFor: "20m", feeds: true } as const;
  const [live, past] = [0, 1].map(
    () => new ToldReceiver(receiverOf(settings, []), "riverton", new Replay("riverton", TRIED)),
  );
  if (live === undefined || past === undefined) throw new Error("two were made");
  const [opened, again] = await Promise.all([openTape(join(folder, "city")), openTape(join(folder, "city"))]);
  for await (const message of pollTape(opened)) {
    await live.take(message);
    // The past has the roster of now, and not those of then.
    if (message.type === "roster") await past.take(message);
  }
  for await (const look of pastOfTape(again, THEN)) await past.takePast(look);
  expect(live.told.length).toBeGreaterThan(5);
  expect(past.told).toEqual(live.told);
});

withRecordings("tapes", (tapes) => {
  test.each(["baywheels-gbfs-1", "oslo-gbfs-2"])("as of the recorded tape %s", async (name) => {
    const { live, past } = await bothWays(join(tapes, name), TRIED);
    expect(isDeepStrictEqual(past.events, live.events)).toBe(true);
    expect(isDeepStrictEqual(past.windows, live.windows)).toBe(true);
  });
});
