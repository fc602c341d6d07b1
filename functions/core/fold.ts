import type { Effect } from "./effects.ts";
import type { PollOutcome, Snapshot } from "./observation.ts";
import type { RosterIndex } from "./roster.ts";
import type { RuleBook } from "./rules.ts";
import { columnIndex, emptyColumns, forgetObservations, type SystemState } from "./state.ts";
import { stepRules, withdrawAll } from "./transitions.ts";
import { addToWindow } from "./windows.ts";

/** Everything beside the record that the fold depends on. */
export interface FoldContext {
  readonly ruleBook: RuleBook;
  /** When the stream took the record, milliseconds since the epoch: what the retention counts from. */
  readonly arrivedAt: number;
  readonly alertRetentionMs: number;
  readonly windowRetentionMs: number;
  /** The newest known roster; without one an alert carries the station's id as its name. */
  readonly roster: RosterIndex | null;
}

/**
 * What became of the record: `observed` brought observations; `failed` none; `old` was not newer than the
 * mark and changed nothing; `unmatched` repeats a snapshot that is not the newest, and counts as failed.
 */
export type Verdict = "observed" | "failed" | "old" | "unmatched" | "retired";

export interface Folded {
  readonly state: SystemState;
  readonly effects: readonly Effect[];
  readonly verdict: Verdict;
}

/** The state after one more poll of the system, and what it changes. Pure: `state` stays as it is. */
export function fold(state: SystemState, outcome: PollOutcome, context: FoldContext): Folded {
  if (state.markAt !== null && outcome.fetchedAt <= state.markAt) {
    return { state, effects: [], verdict: "old" };
  }
  const marked: SystemState = { ...state, markAt: outcome.fetchedAt };
  switch (outcome.type) {
    case "failed":
      return { state: marked, effects: [], verdict: "failed" };
    case "retired": {
      const effects = withdrawAll(marked, outcome.fetchedAt, context);
      return { state: forgetObservations(marked), effects, verdict: "retired" };
    }
    case "unchanged":
      if (state.snapshotAt !== outcome.snapshotAt) {
        return { state: marked, effects: [], verdict: "unmatched" };
      }
      return observe(marked, outcome.fetchedAt, context);
    case "snapshot":
      return observe(withSnapshot(marked, outcome), outcome.fetchedAt, context);
  }
}

/** One observation of every present station, as the columns hold it. */
function observe(state: SystemState, at: number, context: FoldContext): Folded {
  const { window, closed } = addToWindow(state.window, state.columns, at);
  const { rules, effects } = stepRules(state, at, context);
  if (closed !== null) {
    effects.unshift({
      type: "window",
      window: closed,
      expiresAt: context.arrivedAt + context.windowRetentionMs,
    });
  }
  return { state: { ...state, rules, window }, effects, verdict: "observed" };
}

/** The same state with the snapshot in its columns; new stations get columns at the end. */
function withSnapshot(state: SystemState, snapshot: Snapshot): SystemState {
  const { stationIds } = state;
  const index = columnIndex(stationIds);
  const added = new Map<string, number>();
  const columns = emptyColumns(stationIds.length);
  let next = 0;
  for (const station of snapshot.stations) {
    const { stationId } = station;
    // Feeds keep their order from poll to poll, so the next column is nearly always the right one.
    let column = stationIds[next] === stationId ? next : (index.get(stationId) ?? added.get(stationId));
    if (column === undefined) {
      column = stationIds.length + added.size;
      added.set(stationId, column);
    }
    next = column + 1;
    columns.present[column] = true;
    columns.vehicles[column] = station.vehiclesAvailable;
    columns.docks[column] = station.docksAvailable;
    columns.flags[column] = station.flags;
  }
  return {
    ...state,
    stationIds: added.size === 0 ? stationIds : [...stationIds, ...added.keys()],
    columns,
    snapshotAt: snapshot.fetchedAt,
  };
}
