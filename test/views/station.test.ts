import fc from "fast-check";
import { expect, test } from "vitest";
import { indexRoster } from "../../functions/core/roster.ts";
import { ruleBookOf } from "../../functions/systems/rule-settings.ts";
import { stationReading, stationReadings } from "../../functions/views/station.ts";
import { withoutNames } from "../../functions/views/system.ts";
import { stateParts } from "../../functions/words/stations.ts";
import { at, failed, reading, run, snapshot } from "../core/builders.ts";

const RULES = { empty: { atMost: 0, clearAt: 2, for: "3m", keepFor: "2m" } };
const ruleBook = ruleBookOf({ rules: RULES, systems: [] }, "hill", "of a test");
const time = (iso: string) => iso.slice(11, 16);

/** What is said of a station with these counts of vehicles, one a minute; null is a failed poll. */
function saidAfter(counts: readonly (number | null)[], rules: typeof ruleBook | null = ruleBook) {
  const polls = counts.map((count, minute) =>
    count === null ? failed(at(minute)) : snapshot(at(minute), reading("a", count)),
  );
  const station = stationReading(run(polls, { ruleBook }).state, withoutNames("hill"), rules, "a");
  if (station === null) throw new Error("the station is not there");
  return { said: stateParts(station, time).join(", "), station };
}

test.each([
  [[3], ""],
  [[3, 0], "empty since 08:01, too short for an alert yet"],
  [[3, 0, 1], "empty (1 bike, ends at 2) since 08:01, too short for an alert yet"],
  [[3, 0, 0, 0, 0], "empty since 08:01"],
  [[3, 0, 0, 0, 0, 1], "empty (1 bike, ends at 2) since 08:01"],
  [[3, 0, 0, 0, 0, 2], "no longer empty since 08:05, alert not yet over"],
  [[3, 0, 0, 0, 0, 2, 2, 2], ""],
  [[0], "empty since 08:00 or before"],
] as const)("after %j it is %j", (counts, words) => {
  expect(saidAfter(counts).said).toBe(words);
});

test("where the rules are not known, no count is made up", () => {
  expect(saidAfter([3, 0, 0, 0, 0, 1], null).said).toBe("empty (1 bike, not enough to end it) since 08:01");
});

test("how long it has lasted ends at the last look, however many polls fail after it", () => {
  const lasted = (counts: (number | null)[]) => saidAfter(counts).station.episodes[0]?.lastedSeconds;
  expect(lasted([3, 0, 0, 0])).toBe(120);
  expect(lasted([3, 0, 0, 0, null, null, null])).toBe(120);
});

test("a list of what is empty and the view of one station say the same", () => {
  const counts = fc.array(fc.option(fc.integer({ min: 0, max: 3 })), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(counts, (vehicles) => {
      const polls = vehicles.map((count, minute) => snapshot(at(minute), reading("a", count)));
      const { state } = run(polls, { ruleBook });
      const [listed] = stationReadings(state, indexRoster(withoutNames("hill").roster), ruleBook);
      const shown = stationReading(state, withoutNames("hill"), ruleBook, "a");
      expect(listed).toEqual(shown);
      if (shown === null) return;
      expect(stateParts(shown, time).some((part) => part.startsWith("empty"))).toBe(shown.isEmpty);
    }),
  );
});
