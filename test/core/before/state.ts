import { type Columns, emptyColumns } from "./columns.ts";
import { INACTIVE, type RuleState, UNSEEN } from "./lifecycle.ts";
import { type FeedRuleName, STATION_RULES, type StationRuleName } from "./rules.ts";
import type { WindowSums } from "./windows.ts";

/**
 * What is remembered of one system between two records, as columns: index i of every array is the station
 * `stationIds[i]`. Ids are only ever appended, so a column keeps its station.
 */
export interface SystemState {
  readonly stationIds: readonly string[];
  /** fetchedAt of the newest snapshot, unchanged, failed or retired record, whatever became of it. */
  readonly markAt: number | null;
  /** fetchedAt of the newest snapshot, if it was not dropped: what an `unchanged` must name. */
  readonly snapshotAt: number | null;
  /** fetchedAt of the newest snapshot or `unchanged` that the stations' rules have seen. */
  readonly observedAt: number | null;
  /** The newest snapshot that was believed. */
  readonly columns: Columns;
  /** The newest snapshot, while it changes too much at once to be believed; null else. */
  readonly held: HeldSnapshot | null;
  readonly published: PublishedMark;
  /** Since when stations are absent, by column; one that has left for good is not in it. */
  readonly absentSince: ReadonlyMap<number, number>;
  readonly rules: Readonly<Record<StationRuleName, RuleState[]>>;
  readonly feedRules: Readonly<Record<FeedRuleName, RuleState>>;
  /** The unfinished city window; null before the first observation. */
  readonly window: WindowSums | null;
}

/** A mass change that waits to be confirmed. */
export interface HeldSnapshot {
  /** fetchedAt of the first snapshot that was held. */
  readonly since: number;
  /** How often it was seen, `unchanged` included. */
  readonly sightings: number;
  readonly columns: Columns;
}

/** By the feed's own clock. */
export interface PublishedMark {
  /** The newest publishedAt that was not in the future; null before the first. */
  readonly newestAt: number | null;
  /** fetchedAt of the first of the older snapshots that were dropped since; null when the newest was in order. */
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
  rules: { empty: [], full: [], closed: [], missing: [] },
  // The first poll of a feed may fail: what is known of it before is that nothing is wrong.
  feedRules: {
    "feed-down": INACTIVE,
    "feed-frozen": INACTIVE,
    "feed-shrunk": INACTIVE,
    "feed-flapping": INACTIVE,
  },
  window: null,
};

const indexes = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

/** Which column a station has. The map is kept for as long as the array of ids is. */
export function columnIndex(stationIds: readonly string[]): ReadonlyMap<string, number> {
  let index = indexes.get(stationIds);
  if (index === undefined) {
    index = new Map(stationIds.map((stationId, column) => [stationId, column]));
    indexes.set(stationIds, index);
  }
  return index;
}

/** Everything about the stations is forgotten, the ids and the mark stay. */
export function forgetObservations(state: SystemState): SystemState {
  const count = state.stationIds.length;
  const unseen = STATION_RULES.map((name) => [name, new Array<RuleState>(count).fill(UNSEEN)]);
  return {
    ...NEW_SYSTEM,
    stationIds: state.stationIds,
    markAt: state.markAt,
    columns: emptyColumns(count),
    rules: Object.fromEntries(unseen) as Record<StationRuleName, RuleState[]>,
  };
}

/** The state with room for stations that have come since: absent, and unseen by the rules. */
export function withStations(state: SystemState, stationIds: readonly string[]): SystemState {
  const count = stationIds.length;
  if (count === state.stationIds.length) return state;
  const { columns, window, held } = state;
  const rules = STATION_RULES.map((name) => [name, resized<RuleState>(state.rules[name], count, UNSEEN)]);
  return {
    ...state,
    stationIds,
    columns: widened(columns, count),
    held: held && { ...held, columns: widened(held.columns, count) },
    rules: Object.fromEntries(rules) as Record<StationRuleName, RuleState[]>,
    window: window && {
      startAt: window.startAt,
      vehiclesSum: resized(window.vehiclesSum, count, 0),
      vehiclesCount: resized(window.vehiclesCount, count, 0),
      docksSum: resized(window.docksSum, count, 0),
      docksCount: resized(window.docksCount, count, 0),
    },
  };
}

function widened(columns: Columns, count: number): Columns {
  return {
    present: resized(columns.present, count, false),
    vehicles: resized(columns.vehicles, count, null),
    docks: resized(columns.docks, count, null),
    flags: resized(columns.flags, count, 0),
  };
}

/** A copy of a column, longer when stations have come since. */
function resized<T>(column: readonly T[], count: number, filler: T): T[] {
  const copy = column.slice();
  while (copy.length < count) copy.push(filler);
  return copy;
}
