import { describe, expect, test } from "vitest";
import { type LevelFigures, NO_FIGURES, shareOf, together } from "../../functions/core/level-figures.ts";

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
  const figures = (by: number): LevelFigures => ({
    ...{ trueMs: by, knownMs: 2 * by, timeMs: 3 * by, spells: 4 * by, longestMs: 5 * by },
    ...{ violations: 6 * by, penaltyHundredths: 7 * by, running: 8 * by },
  });
  expect(together(figures(1), figures(10))).toEqual({ ...figures(11), longestMs: 50 });
  expect(together(figures(10), figures(1))).toEqual({ ...figures(11), longestMs: 50 });
  expect(together(NO_FIGURES, figures(1))).toEqual(figures(1));
});
