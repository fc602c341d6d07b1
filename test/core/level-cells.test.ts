import { expect, test } from "vitest";
import { LevelCells } from "../../functions/core/level-cells.ts";
import { NO_TIME, NOT_KNOWN, NOT_SO, SO } from "../../functions/core/level-codes.ts";
import { NO_FIGURES } from "../../functions/core/level-figures.ts";

const PERIOD = { since: 100, until: 200 };

function cells(afterMs: number | null = null, penalty: { hundredths: number; perMs: number } | null = null) {
  const found = new LevelCells({ afterMs, penalty }, PERIOD);
  found.widen(2);
  return found;
}

test.each([
  [99, 0],
  [100, 1],
  [199, 1],
  [200, 0],
])("of a spell that begins at %d, %d runs that belongs to the period from 100 to before 200", (at, open) => {
  const found = cells();
  found.turn(0, NOT_SO, 50);
  found.turn(0, SO, at);
  expect(found.openSpells).toBe(open);
  found.turn(0, NOT_SO, 300);
  expect(found.openSpells).toBe(0);
  expect(found.figures(0, 300).spells).toBe(open);
});

test("each cell's time is what it counts as from moment to moment, cut at the period's ends", () => {
  const found = cells();
  found.turn(0, SO, 90);
  found.turn(0, NOT_SO, 101);
  found.turn(0, NOT_KNOWN, 120);
  found.turn(0, NO_TIME, 150);
  found.turn(0, SO, 195);
  expect(found.figures(0, 220)).toMatchObject({ trueMs: 6, knownMs: 25, timeMs: 55, spells: 0 });
  expect(found.figures(1, 220)).toEqual(NO_FIGURES);
});

test("figures may be asked again, and go on from where they were", () => {
  const found = cells();
  found.turn(1, SO, 110);
  expect(found.figures(1, 150)).toMatchObject({ trueMs: 40 });
  expect(found.figures(1, 150)).toMatchObject({ trueMs: 40 });
  expect(found.figures(1, 160)).toMatchObject({ trueMs: 50 });
});

test("there is room for one cell more", () => {
  const found = cells();
  found.turn(1, SO, 110);
  found.widen(3);
  found.turn(2, SO, 120);
  expect([1, 2].map((cell) => found.figures(cell, 130).trueMs)).toEqual([20, 10]);
  found.widen(5);
  found.widen(1);
  found.turn(4, SO, 120);
  found.widen(7);
  found.turn(6, SO, 130);
  expect([1, 2, 4, 6].map((cell) => found.figures(cell, 140).trueMs)).toEqual([30, 20, 20, 10]);
});

test.each([
  [10, 0, 0],
  [11, 1, 7],
  [20, 1, 7],
  [21, 1, 14],
])("a spell of %d ms, with 10 for nothing, is %d violation, which costs %d", (length, violations, costs) => {
  const found = cells(10, { hundredths: 7, perMs: 10 });
  found.turn(0, SO, 150);
  found.turn(0, NOT_SO, 150 + length);
  expect(found.figures(0, 200)).toMatchObject({
    ...{ spells: 1, longestMs: length, violations, penaltyHundredths: costs, running: 0 },
  });
});

test("a spell of any length is no violation where none is, and costs nothing where nothing is asked for it", () => {
  for (const [afterMs, violations] of [
    [null, 0],
    [10, 1],
  ] as const) {
    const found = cells(afterMs);
    found.turn(0, SO, 110);
    found.turn(0, NOT_SO, 190);
    expect(found.figures(0, 200)).toMatchObject({ spells: 1, violations, penaltyHundredths: 0 });
  }
});

test("a spell goes on where its cell is said to count as before", () => {
  const found = cells();
  for (const ms of [110, 120, 130]) found.turn(0, SO, ms);
  found.turn(0, NOT_SO, 140);
  expect(found.figures(0, 150)).toMatchObject({ spells: 1, longestMs: 30, trueMs: 30 });
});

test("a spell runs on where nothing more is known of it, and one of no length is none", () => {
  const found = cells();
  found.turn(0, SO, 150);
  found.turn(0, NOT_SO, 150);
  expect(found.figures(0, 160)).toMatchObject({ spells: 0, running: 0 });
  found.turn(0, SO, 170);
  found.turn(0, NOT_KNOWN, 175, true);
  expect(found.figures(0, 180)).toMatchObject({ spells: 1, running: 1, longestMs: 5 });
});
