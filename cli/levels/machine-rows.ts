import { shareOf } from "../../functions/core/level-figures.ts";
import { LEVEL_CONDITIONS, type LevelCondition } from "../../functions/core/service-terms.ts";
import type { Subject } from "./judge.ts";
import { coverageOf, inAll, type LevelRow, thinOf } from "./rows.ts";

type PerCondition =
  | `${LevelCondition}Seconds`
  | `${LevelCondition}KnownSeconds`
  | `${LevelCondition}Percent`
  | `${LevelCondition}CoveragePercent`;

/** A line of the file that a city keeps; null is unknown, or not asked by the term. */
export type MachineRow = {
  readonly systemId: string;
  /** ISO 8601. */
  readonly since: string;
  readonly until: string;
  /** Empty where no term is judged: each condition at any time. */
  readonly term: string;
  readonly area: string | null;
  readonly stationId: string | null;
  readonly name: string | null;
  readonly withinHoursSeconds: number | null;
  readonly spells: number | null;
  readonly longestSeconds: number | null;
  readonly running: number | null;
  readonly violations: number | null;
  readonly charge: number | null;
  readonly note: string | null;
} & Readonly<Record<PerCondition, number | null>>;

const FIRST = [
  "systemId",
  "since",
  "until",
  "term",
  "area",
  "stationId",
  "name",
  "withinHoursSeconds",
] as const;
const OF_SPELLS = ["spells", "longestSeconds", "running", "violations", "charge", "note"] as const;

/** The columns of the CSV. They keep their places; new ones come last. */
export const LEVEL_COLUMNS: readonly (keyof MachineRow)[] = [
  ...FIRST,
  ...LEVEL_CONDITIONS.flatMap(columnsOf),
  ...OF_SPELLS,
];

function columnsOf(condition: LevelCondition): PerCondition[] {
  return [
    `${condition}Seconds`,
    `${condition}KnownSeconds`,
    `${condition}Percent`,
    `${condition}CoveragePercent`,
  ];
}

export function machineRow(row: LevelRow, { systemId, period, asOf }: Subject): MachineRow {
  const { term, area, stationId, name, figures } = row;
  const all = figures === null ? null : inAll(figures);
  const perCondition = Object.fromEntries(
    LEVEL_CONDITIONS.flatMap((condition) => {
      const own = figures?.[condition];
      const [seconds, known, percent, coverage] = columnsOf(condition);
      return [
        [seconds, secondsOf(own?.trueMs)],
        [known, secondsOf(own?.knownMs)],
        [percent, own === undefined ? null : percentOf(shareOf(own.trueMs, own.knownMs))],
        [coverage, own === undefined ? null : percentOf(coverageOf(own))],
      ];
    }),
  ) as Record<PerCondition, number | null>;
  return {
    systemId,
    since: new Date(period.since).toISOString(),
    until: new Date(Math.min(period.until, asOf)).toISOString(),
    term: term.name,
    area,
    stationId,
    name,
    withinHoursSeconds: secondsOf(all?.timeMs),
    ...perCondition,
    spells: all?.spells ?? null,
    longestSeconds: secondsOf(all?.longestMs),
    running: all?.running ?? null,
    violations: term.afterMs === null ? null : (all?.violations ?? null),
    charge: term.penalty === null || all === null ? null : all.penaltyHundredths / 100,
    note: noteOf(row),
  };
}

function noteOf(row: LevelRow): string | null {
  if (row.figures === null) return "not judged: no position";
  const thin = thinOf(row).map(({ condition }) => condition);
  return thin.length === 0 ? null : `coverage under 95 % of ${thin.join(" and ")}`;
}

function secondsOf(ms: number | undefined): number | null {
  return ms === undefined ? null : ms / 1_000;
}

function percentOf(hundredths: number | null): number | null {
  return hundredths === null ? null : hundredths / 100;
}
