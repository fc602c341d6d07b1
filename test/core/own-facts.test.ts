import { describe, expect, test } from "vitest";
import { indexRoster, type RosterStation } from "../../functions/core/roster.ts";
import { NO_GUARDS } from "../../functions/core/rules.ts";
import { HOURS_UNKNOWN } from "../../functions/core/service-times.ts";
import {
  at,
  guarded,
  IN_SERVICE,
  NO_RULES,
  reading,
  run,
  SHUT,
  SYSTEM,
  snapshot,
  T0,
  told,
  unchanged,
} from "./builders.ts";

/** A roster of the system with what its stations say of themselves; 4 May 2026, 8:00 UTC is minute 0. */
function rosterWith(
  stations: readonly (Partial<RosterStation> & { stationId: string })[],
  openingHours?: string,
) {
  const place = { address: null, latitude: null, longitude: null, capacity: null };
  const all = stations.map((station) => ({ name: station.stationId, ...place, ...station }));
  return indexRoster({
    type: "roster",
    systemId: SYSTEM,
    fetchedAt: T0,
    timeZone: "UTC",
    ...(openingHours === undefined ? {} : { openingHours }),
    stations: all,
  });
}

const AT_ONCE = { atMost: 0, clearAt: 1, forMs: 0, keepForMs: 0 };
const book = guarded({ rules: { ...NO_RULES, empty: AT_ONCE, full: AT_ONCE, closed: AT_ONCE } });

describe("the hours of a station", () => {
  const roster = rosterWith([{ stationId: "a", openingHours: "Mo-Su 06:00-09:00" }], "24/7");
  const both = (minute: number, flags: number, vehicles = 4) =>
    snapshot(at(minute), reading("a", vehicles, 5, flags), reading("b", 4 + (minute % 3), 5, IN_SERVICE));

  test("are its own: outside them it is not judged, and the others are", () => {
    const polls = [both(0, IN_SERVICE), both(20, IN_SERVICE), both(50, SHUT), both(70, SHUT)];
    const b = snapshot(at(80), reading("a", 4, 5, SHUT), reading("b", 0));
    expect(told(run([...polls, b], { ruleBook: book, roster }).effects)).toEqual(["open empty b 80"]);
  });

  test("end in a gap where they were shut for longer than one: nobody knows when it changed", () => {
    const DAY = 1_440;
    const polls = [both(0, IN_SERVICE), both(10, IN_SERVICE, 0), both(60, SHUT, 0), both(90, SHUT, 0)];
    const night = Array.from({ length: 62 }, (_, index) => both(100 + 20 * index, SHUT));
    for (const dropOlderForMs of [book.guards.dropOlderForMs, null]) {
      const ruleBook = { ...book, guards: { ...book.guards, dropOlderForMs } };
      const { effects } = run([...polls, ...night, both(DAY - 104, IN_SERVICE)], { ruleBook, roster });
      expect(told(effects)).toEqual(["open empty a 10", `resolve empty a ${DAY - 104} uncertain`]);
    }
  });

  test("end in a gap where the last look at which it was shut, and the time of a gap ago, were outside them", () => {
    // Closed hours are a quarter of an hour longer at both ends: from 7:45 to 8:30.
    const noon = rosterWith([{ stationId: "a", openingHours: "Mo-Su 06:00-08:00,08:15-23:00" }], "24/7");
    const backAt = (minute: number, ...inside: number[]) => {
      const polls = [-20, -10, 10, 29, ...inside].map((before) => both(before, IN_SERVICE));
      return told(run([...polls, both(minute, IN_SERVICE, 0)], { ruleBook: book, roster: noon }).effects);
    };
    expect(backAt(45)).toEqual(["open empty a 45 after a gap"]);
    expect(backAt(45, 35)).toEqual(["open empty a 45"]);
  });

  test("count for none when many close by them at once", () => {
    const ids = Array.from({ length: 20 }, (_, index) => `s${index}`);
    const own = rosterWith(ids.map((stationId) => ({ stationId, openingHours: "Mo-Su 06:00-09:00" })));
    const city = (minute: number, shut: number) =>
      snapshot(
        at(minute),
        ...ids.map((id, index) => reading(id, 4 + (minute % 2), 5, index < shut ? SHUT : IN_SERVICE)),
      );
    const polls = [city(0, 0), city(20, 0), city(50, 15), city(60, 15), city(70, 20), city(75, 20)];
    expect(told(run(polls, { ruleBook: book, roster: own }).effects)).toEqual([]);
  });

  test("count for none when many are left out of the feed outside them", () => {
    const ids = Array.from({ length: 20 }, (_, index) => `s${index}`);
    const own = rosterWith(
      ids.slice(0, 15).map((stationId) => ({ stationId, openingHours: "Mo-Su 06:00-09:00" })),
    );
    const city = (minute: number, from: number) =>
      snapshot(at(minute), ...ids.slice(from).map((id) => reading(id, 4 + (minute % 2))));
    const polls = [city(0, 0), city(20, 0), ...[50, 61, 72, 83, 94].map((minute) => city(minute, 15))];
    expect(told(run(polls, { ruleBook: book, roster: own }).effects)).toEqual([]);
  });

  test.each([
    ["of the system", rosterWith([{ stationId: "a" }], "Mo-Su 00:00-24:00; PH off")],
    ["of the system, not understood", rosterWith([{ stationId: "a" }], "sunrise-sunset")],
    ["of the station", rosterWith([{ stationId: "a", openingHours: "Mo-Su 00:00-24:00; PH off" }], "24/7")],
    [
      "of the station, not understood",
      rosterWith([{ stationId: "a", openingHours: "sunrise-sunset" }], "24/7"),
    ],
  ])("%s that are unknown count as open, and a closed station says so", (_, unknown) => {
    const polls = [both(0, IN_SERVICE), both(5, SHUT)];
    const reasons = (roster: ReturnType<typeof rosterWith>) =>
      run(polls, { ruleBook: book, roster }).effects.flatMap((effect) =>
        effect.type === "open" ? [effect.reason] : [],
      );
    expect(reasons(unknown)).toEqual([`neither renting nor returning; ${HOURS_UNKNOWN}`]);
    expect(reasons(rosterWith([{ stationId: "a" }], "24/7"))).toEqual(["neither renting nor returning"]);
  });
});

describe("a station without docks to count", () => {
  const roster = rosterWith([{ stationId: "a", hasDocks: false }]);
  const street = (minute: number, vehicles: number) =>
    snapshot(at(minute), reading("a", vehicles, 0), reading("b", 4, 3));

  test("is empty without a vehicle, and neither full nor closed", () => {
    const polls = [street(0, 2), street(1, 0), street(2, 1)];
    expect(told(run(polls, { ruleBook: book, roster }).effects)).toEqual([
      "open empty a 1",
      "resolve empty a 2",
    ]);
    const plain = guarded({ rules: book.rules, guards: NO_GUARDS });
    expect(told(run(polls, { ruleBook: plain, roster }).effects)).toContain("open closed a 1");
  });

  test("is so from the roster on, also where the feed repeats its body, and that is no mass change", () => {
    const ids = Array.from({ length: 20 }, (_, index) => `s${index}`);
    const first = snapshot(at(0), ...ids.map((id) => reading(id, 0, 0)));
    const before = run([first], { ruleBook: book });
    const all = rosterWith(ids.map((stationId) => ({ stationId, hasDocks: false as const })));
    const after = run([unchanged(at(1), at(0))], { ruleBook: book, roster: all }, before.state);
    expect(after.verdicts).toEqual(["observed"]);
    expect(new Set(after.state.columns.docks)).toEqual(new Set([null]));
    expect(told(after.effects).filter((line) => line.includes("feed"))).toEqual([]);
  });
});
