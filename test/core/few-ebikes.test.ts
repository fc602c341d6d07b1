import { describe, expect, test } from "vitest";
import { announcementsOf } from "../../functions/core/announcement.ts";
import type { Observation } from "../../functions/core/observation.ts";
import { indexRoster } from "../../functions/core/roster.ts";
import { type RuleBook, wordsOf } from "../../functions/core/rules.ts";
import { alertItem } from "../../functions/store/alert-item.ts";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { ruleBookOf } from "../../functions/systems/rule-settings.ts";
import { configurationVersion } from "../../functions/systems/version.ts";
import { alertLines } from "../../functions/words/alert-lines.ts";
import {
  at,
  failed,
  flagsWith,
  PLAIN_STYLE,
  placesInARow,
  reading,
  run,
  SHUT,
  SYSTEM,
  snapshot,
  told,
  unchanged,
} from "./builders.ts";

const OFF: SystemsConfiguration = { rules: { missing: false }, systems: [] };
const ON: SystemsConfiguration = { ...OFF, rules: { ...OFF.rules, "few-ebikes": {} } };
const bookOf = (configuration: SystemsConfiguration): RuleBook =>
  ruleBookOf(configuration, SYSTEM, configurationVersion(configuration));

function station(id: string, vehicles: number | null, ebikes: number | null, flags?: number): Observation {
  return { ...reading(id, vehicles, 5, flags), ebikes };
}

function tellsFrom(...polls: Observation[][]): string[] {
  const snapshots = polls.map((stations, minute) => snapshot(at(minute), ...stations));
  return told(run(snapshots, { ruleBook: bookOf(ON) }).effects);
}

describe("few e-bikes", () => {
  test("is off unless asked for, and its being there names no other version of the rules", () => {
    expect(bookOf(OFF).rules["few-ebikes"]).toBeNull();
    expect(configurationVersion({ ...OFF, rules: { ...OFF.rules, "few-ebikes": false } })).toBe(
      configurationVersion(OFF),
    );
    expect(configurationVersion(ON)).not.toBe(configurationVersion(OFF));
  });

  test("are told at atMost, until there are clearAt, and unknown changes nothing", () => {
    const counts = [3, 1, null, 0, 1, 2];
    expect(tellsFrom(...counts.map((ebikes) => [station("a", 9, ebikes)]))).toEqual([
      "open few-ebikes a 1",
      "resolve few-ebikes a 5",
    ]);
  });

  test("are not told of a station without vehicles, which is empty, nor of one that rents none", () => {
    expect(tellsFrom([station("a", 9, 3)], [station("a", 0, 0)])).toEqual(["open empty a 1"]);
    expect(tellsFrom([station("a", 9, 3)], [station("a", 4, 1)], [station("a", 0, 0)])).toEqual([
      "open few-ebikes a 1",
      "open empty a 2",
      "resolve few-ebikes a 2",
    ]);
    // No e-bike came back there, so the words of the end claim none.
    expect(wordsOf("few-ebikes").resolved).toBe("few e-bikes ended");
    const notRenting = flagsWith({ isInstalled: true, isRenting: false, isReturning: true });
    expect(tellsFrom([station("a", 9, 3)], [station("a", 9, 0, notRenting)])).toEqual([]);
    expect(tellsFrom([station("a", 9, 3)], [station("a", 9, 0, SHUT)])).toEqual(["open closed a 1"]);
  });

  test("say how many there are and where more are, in the table, the event and the line", () => {
    const stations = placesInARow("a", "near", "far");
    const roster = indexRoster({ type: "roster", systemId: SYSTEM, fetchedAt: 1, timeZone: null, stations });
    const before = [station("a", 9, 3), station("near", 9, 0), station("far", 9, 4)];
    const polls = [before, [station("a", 9, 1), ...before.slice(1)]];
    const { effects } = run(
      polls.map((one, minute) => snapshot(at(minute), ...one)),
      { ruleBook: bookOf(ON), roster },
    );
    const opening = effects.findLast((effect) => effect.type === "open");
    if (opening?.type !== "open") throw new Error("nothing opened");
    expect(alertItem(SYSTEM, opening)).toMatchObject({
      rule: "few-ebikes",
      vehiclesAtStart: 9,
      docksAtStart: 5,
      ebikesAtStart: 1,
      alternatives: [{ stationId: "far", distanceMeters: 222, vehicles: 9, docks: 5, ebikes: 4 }],
    });
    const [event] = announcementsOf(SYSTEM, [opening]);
    expect(event?.opened).toMatchObject([{ rule: "few-ebikes", vehicles: 9, docks: 5, ebikes: 1 }]);
    expect(event && alertLines(event, PLAIN_STYLE)).toEqual([
      "08:01:00  few e-bikes        Place a (hill) · 1 e-bike · 4 e-bikes at Place far, 222 m",
    ]);
  });
});

describe("e-bikes are kept", () => {
  const polls = [snapshot(at(0), station("a", 9, 0)), unchanged(at(1), at(0)), failed(at(2))];

  test("only while a rule counts them, at any station", () => {
    expect(run(polls, { ruleBook: bookOf(OFF) }).state.columns).not.toHaveProperty("ebikes");
    expect(run(polls, { ruleBook: bookOf(ON) }).state.columns.ebikes).toEqual([0]);
    const own = { a: { rules: { "few-ebikes": {} } } };
    const entry = {
      systemId: SYSTEM,
      kind: "gbfs" as const,
      url: "https://a.example/gbfs.json",
      stations: own,
    };
    expect(run(polls, { ruleBook: bookOf({ ...OFF, systems: [entry] }) }).state.columns.ebikes).toEqual([0]);
  });

  test("no longer with the first poll after the rule is off, and its alert is withdrawn", () => {
    const { state } = run(polls, { ruleBook: bookOf(ON) });
    const off = { ruleBook: bookOf(OFF) };
    expect(run([failed(at(3))], off, state).state.columns).not.toHaveProperty("ebikes");
    const left = run([snapshot(at(3), station("a", 9, 0))], off, state);
    expect(told(left.effects)).toEqual(["resolve few-ebikes a 3 withdrawn"]);
    expect(left.state.rules).not.toHaveProperty("few-ebikes");
    const again = run([snapshot(at(4), station("a", 9, 0))], { ruleBook: bookOf(ON) }, left.state);
    expect(told(again.effects)).toEqual(["open few-ebikes a 4 baseline"]);
  });
});

test("a feed in which e-bikes alone change stands still: guards do not look at them", () => {
  const book = {
    ...bookOf(ON),
    feed: { ...bookOf(ON).feed, "feed-frozen": { forMs: 60_000, keepForMs: 0, share: 0, atLeast: 0 } },
  };
  const polls = [5, 6, 7, 8].map((ebikes, minute) => snapshot(at(minute), station("a", 9, ebikes)));
  expect(told(run(polls, { ruleBook: book }).effects)).toEqual(["open feed-frozen 2 since 1"]);
});
