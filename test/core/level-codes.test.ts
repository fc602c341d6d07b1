import { expect, test } from "vitest";
import {
  codeIn,
  helpFrom,
  isNews,
  LISTED,
  MOMENTS,
  momentOf,
  NO_TIME,
  NOT_KNOWN,
  NOT_SO,
  OUTSIDE,
  SO,
} from "../../functions/core/level-codes.ts";
import { LEVEL_CONDITIONS } from "../../functions/core/service-terms.ts";
import { flagsWith, IN_SERVICE, SHUT } from "./builders.ts";

type Count = number | null;

/** The code of a station that stands between two others. */
function codeOf(vehicles: Count, docks: Count, flags = IN_SERVICE, isThere = true, isOutside = false) {
  const columns = {
    present: [!isThere, !isThere, isThere, !isThere],
    vehicles: [7, 7, vehicles, null],
    docks: [null, 7, docks, 7],
    flags: [0, 0, flags, SHUT],
  };
  return codeIn(columns, 2, isOutside);
}

const RENTS_NOTHING = flagsWith({ isRenting: false });
const TAKES_NOTHING_BACK = flagsWith({ isReturning: false });

test.each<[string, number, closed: number, empty: number, full: number]>([
  ["has some of both", codeOf(3, 5), NOT_SO, NOT_SO, NOT_SO],
  ["has no vehicle", codeOf(0, 5), NOT_SO, SO, NOT_SO],
  ["has no dock", codeOf(3, 0), NOT_SO, NOT_SO, SO],
  ["has neither", codeOf(0, 0), SO, NOT_SO, NOT_SO],
  ["counts nothing", codeOf(null, null), NOT_SO, NOT_KNOWN, NOT_KNOWN],
  ["counts vehicles alone", codeOf(0, null), NOT_SO, SO, NOT_KNOWN],
  ["rents nothing", codeOf(0, 5, RENTS_NOTHING), NOT_SO, NOT_SO, NOT_SO],
  ["rents nothing and has no dock", codeOf(3, 0, RENTS_NOTHING), NOT_SO, NOT_SO, SO],
  ["takes nothing back", codeOf(3, 0, TAKES_NOTHING_BACK), NOT_SO, NOT_SO, NOT_SO],
  ["takes nothing back and has no vehicle", codeOf(0, 5, TAKES_NOTHING_BACK), NOT_SO, SO, NOT_SO],
  ["is shut", codeOf(3, 5, SHUT), SO, NOT_SO, NOT_SO],
  ["is absent", codeOf(0, 5, IN_SERVICE, false), NOT_KNOWN, NOT_KNOWN, NOT_KNOWN],
  ["is outside its hours", codeOf(0, 5, IN_SERVICE, true, true), NO_TIME, NO_TIME, NO_TIME],
  ["is absent outside its hours", codeOf(0, 5, IN_SERVICE, false, true), NO_TIME, NO_TIME, NO_TIME],
  ["is not listed", 0, NO_TIME, NO_TIME, NO_TIME],
])("a station that %s", (_what, code, ...moments) => {
  expect(LEVEL_CONDITIONS.map((condition) => momentOf(code, condition))).toEqual(moments);
  expect(Math.max(...moments)).toBeLessThan(MOMENTS);
});

test.each<[string, number, empty: string, full: string]>([
  ["has some of both", codeOf(3, 5), "help", "help"],
  ["has no vehicle", codeOf(0, 5), "none", "help"],
  ["has no dock", codeOf(3, 0), "help", "none"],
  ["counts docks alone", codeOf(null, 5), "unknown", "help"],
  ["is shut", codeOf(3, 5, SHUT), "none", "none"],
  ["is absent", codeOf(3, 5, IN_SERVICE, false), "unknown", "unknown"],
  ["is outside its hours", codeOf(3, 5, IN_SERVICE, true, true), "none", "none"],
  ["is absent outside its hours", codeOf(3, 5, IN_SERVICE, false, true), "none", "none"],
])("from a neighbour that %s comes its help", (_what, code, empty, full) => {
  expect([helpFrom(code, "empty"), helpFrom(code, "full")]).toEqual([empty, full]);
});

test("it is news that something is seen, and none that it is lost sight of", () => {
  const absent = codeOf(0, 5, IN_SERVICE, false);
  expect(isNews(codeOf(3, 5), codeOf(0, 5))).toBe(true);
  expect(isNews(codeOf(0, 5), codeOf(3, 5))).toBe(true);
  expect(isNews(absent, codeOf(3, 5))).toBe(true);
  expect(isNews(0, absent)).toBe(true);
  expect(isNews(codeOf(3, 5), absent)).toBe(false);
  expect(isNews(codeOf(3, 5), codeOf(null, null))).toBe(false);
  expect(isNews(codeOf(3, 5), 0)).toBe(false);
  expect(isNews(LISTED, LISTED | OUTSIDE)).toBe(false);
  expect(isNews(LISTED | OUTSIDE, LISTED)).toBe(false);
});
