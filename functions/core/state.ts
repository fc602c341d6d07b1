import { type RuleState, UNSEEN } from "./lifecycle.ts";
import { type RuleName, STATION_RULES } from "./rules.ts";
import type { WindowSums } from "./windows.ts";

/**
 * What is remembered of one system between two records, as columns: index i of every array is the station
 * `stationIds[i]`. Ids are only ever appended, so a column keeps its station.
 */
export interface SystemState {
  readonly stationIds: readonly string[];
  /** fetchedAt of the newest snapshot, unchanged, failed or retired record, whatever became of it. */
  readonly markAt: number | null;
  /** fetchedAt of the snapshot that the columns hold: what an `unchanged` must name. */
  readonly snapshotAt: number | null;
  readonly columns: Columns;
  readonly rules: Readonly<Record<RuleName, RuleState[]>>;
  /** The unfinished city window; null before the first observation. */
  readonly window: WindowSums | null;
}

/** The newest snapshot: absent stations have `present` false and unknown counts. */
export interface Columns {
  readonly present: boolean[];
  readonly vehicles: (number | null)[];
  readonly docks: (number | null)[];
  readonly flags: number[];
}

/** Columns of stations that are all absent. */
export function emptyColumns(count: number): Columns {
  return {
    present: new Array<boolean>(count).fill(false),
    vehicles: new Array<number | null>(count).fill(null),
    docks: new Array<number | null>(count).fill(null),
    flags: new Array<number>(count).fill(0),
  };
}

export const NEW_SYSTEM: SystemState = {
  stationIds: [],
  markAt: null,
  snapshotAt: null,
  columns: emptyColumns(0),
  rules: { empty: [], full: [], closed: [] },
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
  const fill = <T>(value: T) => new Array<T>(count).fill(value);
  const unseen = Object.fromEntries(STATION_RULES.map((name) => [name, fill<RuleState>(UNSEEN)]));
  return {
    stationIds: state.stationIds,
    markAt: state.markAt,
    snapshotAt: null,
    columns: emptyColumns(count),
    rules: unseen as Record<RuleName, RuleState[]>,
    window: null,
  };
}
