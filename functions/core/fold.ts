import type { Effect } from "./effects.ts";
import { believedCounts, passPublished } from "./guards.ts";
import { look, notSeen } from "./look.ts";
import type { PollOutcome } from "./observation.ts";
import type { RosterIndex } from "./roster.ts";
import type { RuleBook } from "./rules.ts";
import { arrange } from "./snapshot-columns.ts";
import { forgetObservations, type SystemState, withStations } from "./state.ts";
import { withdrawAll } from "./transitions.ts";

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
 * What became of the record: `observed` brought observations; `held` changes too much at once and waits to be
 * confirmed; `dropped` was published before one already seen; `failed` brought none; `unmatched` repeats a
 * snapshot that is not the newest, and counts as failed; `old` was not newer than the mark and changed nothing.
 */
export type Verdict = "observed" | "held" | "dropped" | "failed" | "unmatched" | "old" | "retired";

export interface Folded {
  readonly state: SystemState;
  readonly effects: readonly Effect[];
  readonly verdict: Verdict;
}

/** The state after one more poll of the system, and what it changes. Pure: `state` stays as it is. */
export function fold(state: SystemState, outcome: PollOutcome, context: FoldContext): Folded {
  const at = outcome.fetchedAt;
  if (state.markAt !== null && at <= state.markAt) return { state, effects: [], verdict: "old" };
  const marked: SystemState = { ...state, markAt: at };
  switch (outcome.type) {
    case "failed":
      return notSeen(marked, "failed", outcome.reason, at, context);
    case "retired": {
      const effects = withdrawAll(marked, at, context);
      return { state: forgetObservations(marked), effects, verdict: "retired" };
    }
    case "unchanged": {
      if (state.snapshotAt !== outcome.snapshotAt) {
        // What repeats a snapshot that was dropped is an answer of a feed that is out of step, not down.
        const verdict = state.published.olderSince === null ? "unmatched" : "dropped";
        return notSeen(marked, verdict, "the feed repeats what is not the newest", at, context);
      }
      return look(marked, state.held?.columns ?? state.columns, at, context);
    }
    case "snapshot": {
      const { guards } = context.ruleBook;
      const { mark, isDropped } = passPublished(state.published, outcome, guards.dropOlderForMs);
      const received: SystemState = { ...marked, published: mark, snapshotAt: isDropped ? null : at };
      if (isDropped) return notSeen(received, "dropped", null, at, context);
      const stations = believedCounts(outcome.stations, guards);
      const { stationIds, columns } = arrange(state.stationIds, stations);
      return look(withStations(received, stationIds), columns, at, context);
    }
  }
}
