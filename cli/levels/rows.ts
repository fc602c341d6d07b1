import { type LevelFigures, NO_FIGURES, shareOf, together } from "../../functions/core/level-figures.ts";
import type { Levels } from "../../functions/core/service-levels.ts";
import {
  LEVEL_CONDITIONS,
  type LevelCondition,
  type ServiceTerm,
} from "../../functions/core/service-terms.ts";
import type { Judgement, Subject } from "./judge.ts";

export const GROUPINGS = ["station", "area", "term"] as const;
export type Grouping = (typeof GROUPINGS)[number];

type Figures = Readonly<Partial<Record<LevelCondition, LevelFigures>>>;

/** The figures of one term at one station, in one area, or in the whole system. */
export interface LevelRow {
  readonly term: ServiceTerm;
  /** Null unless it is of an area. */
  readonly area: string | null;
  /** Null unless it is of a station; a station without a name has its id for one. */
  readonly stationId: string | null;
  readonly name: string | null;
  /** By condition; null where the term cannot judge the station. */
  readonly figures: Figures | null;
}

/** Returns the rows: of each term in its order, and in it by station id, or in the order of the areas. */
export function rowsOf({ levels }: Judgement, { contract, roster }: Subject, by: Grouping): LevelRow[] {
  const whole = { area: null, stationId: null, name: null };
  return levels.flatMap((ofTerm): LevelRow[] => {
    const { term, stations } = ofTerm;
    if (by === "term") return [{ ...whole, term, figures: sumOf(ofTerm, () => true) }];
    if (by === "station") {
      return stations.map(({ stationId, figures }) => {
        const name = roster?.byId.get(stationId)?.name ?? stationId;
        return { ...whole, term, stationId, name, figures };
      });
    }
    return [...contract.areas].map(([area, ids]) => {
      const own = new Set(ids);
      return { ...whole, term, area, figures: sumOf(ofTerm, (stationId) => own.has(stationId)) };
    });
  });
}

/** Returns the sums over some stations; null where the term judges none of them. */
function sumOf({ term, stations }: Levels, isIn: (stationId: string) => boolean): Figures | null {
  const judged = stations.flatMap(({ stationId, figures }) => (isIn(stationId) && figures ? [figures] : []));
  if (judged.length === 0) return null;
  return Object.fromEntries(
    term.of.map((condition) => {
      const each = judged.map((figures) => figures[condition] ?? NO_FIGURES);
      return [condition, each.reduce(together, NO_FIGURES)];
    }),
  );
}

/** Below this coverage, in hundredths of a percent, figures say little of the whole. */
const COVERAGE_MIN = 9_500;

export function coverageOf({ knownMs, timeMs }: LevelFigures): number | null {
  return shareOf(knownMs, timeMs);
}

export function isThin(figures: LevelFigures): boolean {
  const coverage = coverageOf(figures);
  return coverage !== null && coverage < COVERAGE_MIN;
}

/** Returns the conditions of a row that are thin, with the figures of each. */
export function thinOf({ term, figures }: Pick<LevelRow, "term" | "figures">) {
  return term.of.flatMap((condition) => {
    const own = figures?.[condition];
    return own !== undefined && isThin(own) ? [{ condition, figures: own }] : [];
  });
}

/** Returns the figures of all conditions together; the time within hours is the same for each. */
export function inAll(figures: Figures): LevelFigures {
  const each = LEVEL_CONDITIONS.flatMap((condition) => figures[condition] ?? []);
  return { ...each.reduce(together, NO_FIGURES), timeMs: each[0]?.timeMs ?? 0 };
}
