import { describe, expect, test } from "vitest";
import {
  type HistoryMarks,
  isBuiltOn,
  isTooFast,
  NO_HISTORY,
  withNewList,
} from "../../functions/core/history-marks.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MIDNIGHT = Date.UTC(2026, 4, 4);

const marks: HistoryMarks = {
  believedAt: MIDNIGHT + 4,
  keyAt: MIDNIGHT + 3,
  listAt: MIDNIGHT + 2,
  listChanges: 7,
  listUntil: MIDNIGHT + 9,
};

test.each([
  ["once more in its day", marks, MIDNIGHT + DAY_MS - 1, false, 8],
  ["once in the next", marks, MIDNIGHT + DAY_MS, false, 1],
  ["once in a year's same day", marks, MIDNIGHT + 365 * DAY_MS, false, 1],
  ["once where code without history made the one before", { ...marks, listAt: null }, MIDNIGHT + 5, false, 1],
  ["for no change where it is the system's first", NO_HISTORY, MIDNIGHT, true, 0],
])(
  "a new list of ids counts %s, and no look is kept that counts by it",
  (_what, before, at, isFirst, listChanges) => {
    expect(withNewList(before, at, isFirst)).toEqual({ ...before, listAt: at, listChanges, listUntil: null });
  },
);

test.each([
  ["with the 24th list of a day", { ...marks, listChanges: 24 }, MIDNIGHT + DAY_MS - 1, true],
  ["not with the 23rd", { ...marks, listChanges: 23 }, MIDNIGHT + DAY_MS - 1, false],
  ["not on the next day", { ...marks, listChanges: 24 }, MIDNIGHT + DAY_MS, false],
  ["not where no list is known", { ...marks, listAt: null, listChanges: 24 }, MIDNIGHT, false],
  ["nor on the day from which times are counted", { ...marks, listAt: null, listChanges: 24 }, 5, false],
])("ids change too fast %s", (_what, before, at, expected) => {
  expect(isTooFast(before, at)).toBe(expected);
});

describe("a look builds on the one before it", () => {
  test.each([
    ["in the hour of its key", marks, MIDNIGHT + HOUR_MS - 1, true],
    ["not in the next hour", marks, MIDNIGHT + HOUR_MS, false],
    ["not in the hour before", { ...marks, keyAt: MIDNIGHT + HOUR_MS }, MIDNIGHT + HOUR_MS - 1, false],
    ["where its key began the list", { ...marks, listAt: MIDNIGHT + 3 }, MIDNIGHT + 5, true],
    ["not where the list came after its key", { ...marks, listAt: MIDNIGHT + 4 }, MIDNIGHT + 5, false],
    ["where code without history made the list", { ...marks, listAt: null }, MIDNIGHT + 5, true],
    ["not without a key", { ...marks, believedAt: null, keyAt: null }, MIDNIGHT + 5, false],
    ["not before the first", NO_HISTORY, MIDNIGHT, false],
  ])("%s", (_what, before, at, expected) => {
    expect(isBuiltOn(before, at)).toBe(expected);
  });
});
