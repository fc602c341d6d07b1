import { describe, expect, test } from "vitest";
import { CityHistory } from "../../functions/views/city-history.ts";
import { at, failed, reading, SHUT, snapshot } from "../core/builders.ts";
import { looksOf } from "../core/looks.ts";

describe("how many stations of a city are empty, full and closed", () => {
  const polls = [
    snapshot(at(0), reading("a", 0, 8), reading("b", 3, 5), reading("c", 2, 6)),
    snapshot(at(4), reading("a", 0, 8), reading("b", 0, 8), reading("c", 2, 6)),
    snapshot(at(8), reading("a", 8, 0), reading("b", 0, 8), reading("c", 2, 6, SHUT)),
    ...[20, 30, 40].map((minute) => failed(at(minute))),
    snapshot(at(60), reading("a", 1, 7), reading("b", 1, 7), reading("c", 2, 6)),
    snapshot(at(61), reading("a", 1, 7), reading("b", 1, 7), reading("c", 2, 6)),
  ];
  const history = new CityHistory(30 * 60_000);
  for (const { past } of looksOf(polls).looks) history.take(past);
  history.end();

  test.each([
    [0, 4, { empty: 1, full: 0, closed: 0 }],
    [0, 8, { empty: 1.5, full: 0, closed: 0 }],
    [5, 6, { empty: 2, full: 0, closed: 0 }],
    [8, 9, null],
    [0, 60, { empty: 1.5, full: 0, closed: 0 }],
    [10, 50, null],
    [60, 65, { empty: 0, full: 0, closed: 0 }],
    [70, 80, null],
    [-9, 0, null],
  ])("from minute %i to %i", (from, to, counts) => {
    expect(history.meanIn(at(from), at(to))).toEqual(counts);
  });
});
