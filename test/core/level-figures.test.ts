import { describe, expect, test } from "vitest";
import { NO_FIGURES, shareOf, together } from "../../functions/core/level-figures.ts";

describe("a share", () => {
  test.each([
    [1, 3, 3_333],
    [2, 3, 6_667],
    [0, 5, 0],
    [5, 5, 10_000],
    // Half of a hundredth of a percent, and a little less.
    [1, 20_000, 1],
    [99_999_999, 2_000_000_000_000, 0],
    // A year of a hundred thousand stations: exact where ten thousand times as much is not.
    [3_155_760_000_000_000 - 1, 3_155_760_000_000_000, 10_000],
    [157_788_000_000, 3_155_760_000_000_000, 1],
    [157_788_000_000 - 1, 3_155_760_000_000_000, 0],
  ])("of %d ms in %d ms is %d hundredths of a percent", (part, whole, share) => {
    expect(shareOf(part, whole)).toBe(share);
  });

  test("of no time is unknown", () => {
    expect(shareOf(0, 0)).toBe(null);
  });
});

test("figures are summed, and of the longest spells the longer is kept", () => {
  const one = { ...NO_FIGURES, trueMs: 5, knownMs: 7, timeMs: 9, spells: 1, longestMs: 5, violations: 1 };
  const other = { ...NO_FIGURES, trueMs: 3, knownMs: 4, timeMs: 4, spells: 2, longestMs: 2, running: 1 };
  expect(together(one, other)).toEqual({
    ...{ trueMs: 8, knownMs: 11, timeMs: 13, spells: 3, longestMs: 5 },
    ...{ violations: 1, penaltyHundredths: 0, running: 1 },
  });
});
