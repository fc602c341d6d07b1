import {
  type Columns,
  emptyColumns,
  entriesAt,
  onlyMeasures,
  resized,
  selected,
  widened,
} from "./columns.ts";
import { FEED_RULES, type FeedRuleName, feedRuleAtFirst } from "./feed-rules.ts";
import { type HistoryMarks, NO_HISTORY } from "./history-marks.ts";
import { type RuleState, UNSEEN } from "./lifecycle.ts";
import type { ExtraMeasure } from "./measures.ts";
import { byName } from "./rules.ts";
import { STATION_RULES, type StationRuleName } from "./station-rules.ts";
import { type WindowSums, windowOf } from "./windows.ts";

/**
 * What is remembered of one system between two records, as columns: index i of every array is the station
 * `stationIds[i]`. New ids are appended; columns of stations that have left are dropped, see departures.ts.
 */
export interface SystemState {
  readonly stationIds: readonly string[];
  /** fetchedAt of the newest snapshot, unchanged, failed or retired record, whatever became of it. */
  readonly markAt: number | null;
  /** fetchedAt of the newest snapshot, which an `unchanged` must name; null when that snapshot was dropped. */
  readonly snapshotAt: number | null;
  /** fetchedAt of the newest snapshot or `unchanged` that the stations' rules have seen. */
  readonly observedAt: number | null;
  /** The newest snapshot that was believed. */
  readonly columns: Columns;
  /** The newest snapshot while it changes too much at once to be believed; otherwise null. */
  readonly held: HeldSnapshot | null;
  readonly published: PublishedMark;
  /** When each absent station became absent, by column; stations that have left for good are not in it. */
  readonly absentSince: ReadonlyMap<number, number>;
  /** Each rule's states by column; a rule that is not here is unseen at every station. */
  readonly rules: RuleColumns;
  readonly feedRules: Readonly<Record<FeedRuleName, RuleState>>;
  /** The unfinished city window; null before the first observation. */
  readonly window: WindowSums | null;
  readonly history: HistoryMarks;
}

export type RuleColumns = { readonly [Name in StationRuleName]?: readonly RuleState[] | undefined };

/** A mass change that waits to be confirmed. */
export interface HeldSnapshot {
  /** fetchedAt of the first snapshot that was held. */
  readonly since: number;
  /** How often it was seen, `unchanged` included. */
  readonly sightings: number;
  readonly columns: Columns;
}

/** The newest publishedAt seen, by the feed's own clock; see passPublished. */
export interface PublishedMark {
  /** The newest publishedAt that was not in the future; null before the first. */
  readonly newestAt: number | null;
  /** fetchedAt of the first older snapshot that was dropped since; null when the newest snapshot was in order. */
  readonly olderSince: number | null;
}

export const NEW_SYSTEM: SystemState = {
  stationIds: [],
  markAt: null,
  snapshotAt: null,
  observedAt: null,
  columns: emptyColumns(0),
  held: null,
  published: { newestAt: null, olderSince: null },
  absentSince: new Map(),
  rules: {},
  feedRules: byName(FEED_RULES, feedRuleAtFirst),
  window: null,
  history: NO_HISTORY,
};

/** Forgets everything about the stations; their ids, the mark and what is known of the history stay. */
export function forgetObservations({ stationIds, markAt, history }: SystemState): SystemState {
  return { ...NEW_SYSTEM, stationIds, markAt, columns: emptyColumns(stationIds.length), history };
}

/** Returns the state with only the extra measures in `asked`. */
export function withMeasures(state: SystemState, asked: readonly ExtraMeasure[]): SystemState {
  const { held } = state;
  return {
    ...state,
    columns: onlyMeasures(state.columns, asked),
    held: held && { ...held, columns: onlyMeasures(held.columns, asked) },
  };
}

/** Returns the state lengthened to `stationIds`; the new stations are absent and unseen by the rules. */
export function withStations(state: SystemState, stationIds: readonly string[]): SystemState {
  const count = stationIds.length;
  if (count === state.stationIds.length) return state;
  const { columns, window, held } = state;
  return {
    ...state,
    stationIds,
    columns: widened(columns, count),
    held: held && { ...held, columns: widened(held.columns, count) },
    rules: mapRules(state.rules, (states) => resized<RuleState>(states, count, UNSEEN)),
    window: window && {
      ...window,
      vehiclesSum: resized(window.vehiclesSum, count, 0),
      vehiclesCount: resized(window.vehiclesCount, count, 0),
      docksSum: resized(window.docksSum, count, 0),
      docksCount: resized(window.docksCount, count, 0),
    },
  };
}

/** Returns the state without these columns, of which no alert may be open; those that are left move up. */
export function withoutColumns(state: SystemState, dropped: ReadonlySet<number>): SystemState {
  const { stationIds, columns, held, window, absentSince } = state;
  const kept = [...stationIds.keys()].filter((column) => !dropped.has(column));
  const moved = new Map(kept.map((column, index) => [column, index]));
  const absent = [...absentSince].flatMap(([column, since]) => {
    const index = moved.get(column);
    return index === undefined ? [] : [[index, since] as const];
  });
  return {
    ...state,
    stationIds: entriesAt(stationIds, kept),
    columns: selected(columns, kept),
    held: held && { ...held, columns: selected(held.columns, kept) },
    absentSince: new Map(absent),
    rules: mapRules(state.rules, (states) => entriesAt(states, kept)),
    window: window && windowOf(window, kept),
  };
}

/** Returns the rules with their states changed; a rule that is then unseen at every station is left out. */
export function mapRules(
  rules: RuleColumns,
  change: (states: readonly RuleState[], name: StationRuleName) => readonly RuleState[] | undefined,
): RuleColumns {
  return rulesOf(({ name }) => {
    const states = rules[name];
    return states && change(states, name);
  });
}

/** Returns the rules with the states that each row gives; a rule that is unseen at every station is left out. */
export function rulesOf(
  statesOf: (row: (typeof STATION_RULES)[number]) => readonly RuleState[] | undefined,
): RuleColumns {
  const rules: { [Name in StationRuleName]?: readonly RuleState[] } = {};
  for (const row of STATION_RULES) {
    const states = statesOf(row);
    if (states?.some((state) => state !== UNSEEN)) rules[row.name] = states;
  }
  return rules;
}
