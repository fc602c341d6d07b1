import { describe, expect, test } from "vitest";
import { codeIn } from "../../functions/core/level-codes.ts";
import { parseOpeningHours } from "../../functions/core/opening-hours.ts";
import { PLAIN_TERM } from "../../functions/core/service-levels.ts";
import type { ServiceTerm } from "../../functions/core/service-terms.ts";
import { TermLevels } from "../../functions/core/term-levels.ts";
import { at, IN_SERVICE, MINUTE_MS } from "./builders.ts";

const code = (vehicles: number | null) =>
  codeIn({ present: [true], vehicles: [vehicles], docks: [5], flags: [IN_SERVICE] }, 0, false);
const [EMPTY, FILLED] = [code(0), code(3)];

/** Stations on a line to the north, at these metres of latitude; all are listed with the first step. */
function judged(term: Partial<ServiceTerm>, places: readonly number[] = [0]) {
  const codes = places.map(() => 0);
  const levels = new TermLevels(
    { ...PLAIN_TERM, of: ["empty"], ...term },
    {
      period: { since: at(-60), until: at(600) },
      timeZone: "UTC",
      stationIds: places.map((_, index) => `s${index}`),
      codes,
      positionOf: (station) => ({ latitude: (places[station] ?? 0) / 111_195, longitude: 0 }),
    },
  );
  const step = (ms: number, isKnown: boolean, ...changes: [station: number, code: number][]) => {
    levels.advance(ms);
    const isNewList = changes.some(([station, changed]) => (codes[station] === 0) !== (changed === 0));
    for (const [station, changed] of changes) codes[station] = changed;
    levels.step({ from: ms, isKnown, changes: changes.flat() }, ms, isNewList);
  };
  const figures = (station: number, ms: number) => {
    levels.advance(ms);
    return levels.figures(station, "empty", ms);
  };
  return { step, figures };
}

test("what is listed while nothing is known has time from then on", () => {
  const { step, figures } = judged({});
  step(at(0), false, [0, EMPTY]);
  step(at(10), true);
  expect(figures(0, at(30))).toMatchObject({ trueMs: 20 * MINUTE_MS, timeMs: 30 * MINUTE_MS });
});

test("what leaves the list while it is empty does not run on", () => {
  const { step, figures } = judged({});
  step(at(0), true, [0, EMPTY]);
  step(at(10), true, [0, 0]);
  expect(figures(0, at(30))).toMatchObject({ spells: 1, running: 0 });
});

describe("hours", () => {
  // Minute 0 is eight o'clock.
  const hours = parseOpeningHours("08:30-09:00");

  test("begin and end to the millisecond, whatever becomes so just before", () => {
    const { step, figures } = judged({ hours });
    step(at(0), true, [0, FILLED]);
    step(at(30) - 1, true, [0, EMPTY]);
    step(at(40), true, [0, FILLED]);
    expect(figures(0, at(60))).toMatchObject({
      ...{ trueMs: 10 * MINUTE_MS, longestMs: 10 * MINUTE_MS, timeMs: 30 * MINUTE_MS, spells: 1 },
    });
  });

  test.each([0, 1])("end a spell, also one that ends %d ms later", (ms) => {
    const { step, figures } = judged({ hours });
    step(at(0), true, [0, EMPTY]);
    step(at(60) + ms, true, [0, FILLED]);
    expect(figures(0, at(90))).toMatchObject({
      ...{ trueMs: 30 * MINUTE_MS, longestMs: 30 * MINUTE_MS, timeMs: 30 * MINUTE_MS, spells: 1, running: 0 },
    });
  });
});

test("a count that is unknown is no less so where a neighbour could help", () => {
  const { step, figures } = judged({ unless: "nearest" }, [0, 100]);
  step(at(0), true, [0, code(null)], [1, FILLED]);
  expect(figures(0, at(10))).toMatchObject({ knownMs: 0, timeMs: 10 * MINUTE_MS });
});

test("a change counts for the stations that it is nearest to, not for the one nearest to itself", () => {
  // The nearest to 0 is 1, to 1 is 2, and to 2 is 1.
  const { step, figures } = judged({ unless: "nearest" }, [0, 500, 600]);
  step(at(0), true, [0, EMPTY], [1, FILLED], [2, EMPTY]);
  step(at(10), true, [1, EMPTY]);
  step(at(30), true, [1, FILLED]);
  step(at(40), false);
  expect([0, 1, 2].map((station) => figures(station, at(60)))).toMatchObject(
    [20, 20, 20].map((so) => ({
      ...{ trueMs: so * MINUTE_MS, knownMs: 40 * MINUTE_MS, timeMs: 60 * MINUTE_MS },
    })),
  );
});
