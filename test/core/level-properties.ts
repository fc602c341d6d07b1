import fc from "fast-check";
import { expect } from "vitest";
import type { Period } from "../../functions/core/level-cells.ts";
import { type LevelFigures, together } from "../../functions/core/level-figures.ts";
import type { PastLook } from "../../functions/core/past.ts";
import { type Levels, ServiceLevels } from "../../functions/core/service-levels.ts";
import { GAP_MS, POSITIONS, ROSTER, START, TERMS, TIME_ZONE } from "./level-terms.ts";
import { naiveLevels } from "./naive-levels.ts";
import { pasts } from "./past-looks.ts";

const STEP_MS = 20 * 60_000;

export function levelsOf(looks: readonly PastLook[], period: Period, asOf: number): readonly Levels[] {
  const question = { period, gapMs: GAP_MS, roster: ROSTER, timeZone: TIME_ZONE, terms: TERMS };
  const levels = new ServiceLevels(question);
  for (const look of looks) if (!levels.take(look)) break;
  return levels.end(asOf);
}

/** The levels of any past and period are those of a second computation. */
export function equalsSecondComputation(numRuns: number, length: number): void {
  const periods = fc.tuple(fc.nat(length), fc.integer({ min: 1, max: length }));
  fc.assert(
    fc.property(pasts(START, length), periods, ({ looks, naive, to }, [from, steps]) => {
      const period = { since: START + from * STEP_MS, until: START + (from + steps) * STEP_MS };
      const where = { gapMs: GAP_MS, timeZone: TIME_ZONE, positions: POSITIONS, terms: TERMS };
      const expected = naiveLevels(naive, { ...period, ...where, asOf: to });
      expect(linesOf(levelsOf(looks, period, to))).toEqual(expected);
    }),
    { numRuns },
  );
}

/** The levels of parts of a period sum to those of the period, also where a reader begins shortly before each. */
export function partsAddUp(numRuns: number, length: number): void {
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: length }), { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(pasts(START, length), cuts, fc.boolean(), ({ looks, to }, unsorted, readsAll) => {
      const ends = unsorted.sort((a, b) => a - b).map((step) => START + step * STEP_MS);
      const whole = { since: ends[0] ?? 0, until: ends.at(-1) ?? 0 };
      const parts = ends.slice(1).map((until, index) => {
        const since = ends[index] ?? 0;
        return levelsOf(readsAll ? looks : readAround(looks, since), { since, until }, to);
      });
      expect(sums(parts)).toEqual(sums([levelsOf(looks, whole, to)]));
    }),
    { numRuns },
  );
}

/** As a reader of history gives them out: from what was seen last before the period on, and the first columns are whole. */
function readAround(looks: readonly PastLook[], since: number): readonly PastLook[] {
  const seen = looks.findLast(({ at, believed }) => believed !== null && at <= since);
  const from = Math.min(since - GAP_MS, seen?.at ?? since);
  const read = looks.filter(({ at }) => at >= from);
  const first = read.findIndex(({ believed }) => believed !== null);
  return read.map((look, index) =>
    index === first && look.believed !== null
      ? { ...look, believed: { ...look.believed, changed: null } }
      : look,
  );
}

function sums(parts: readonly (readonly Levels[])[]): Record<string, LevelFigures> {
  const found = new Map<string, LevelFigures>();
  for (const { term, stations } of parts.flat()) {
    for (const { stationId, figures } of stations) {
      for (const condition of figures === null ? [] : term.of) {
        const own = figures?.[condition];
        if (own === undefined || own.timeMs === 0) continue;
        const key = `${term.name} ${stationId} ${condition}`;
        const before = found.get(key);
        const sum = before === undefined ? own : together(before, own);
        found.set(key, sum);
      }
    }
  }
  const known = [...found].filter(([, { timeMs }]) => timeMs > 0);
  return Object.fromEntries(known.sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function linesOf(levels: readonly Levels[]): string[] {
  return levels.flatMap(({ term, stations }) =>
    stations.flatMap(({ stationId, figures }) => {
      if (figures === null) return [`${term.name} ${stationId} has no position`];
      return term.of.map((one) => `${term.name} ${stationId} ${one} ${JSON.stringify(figures[one])}`);
    }),
  );
}
