import type { FoldContext, Folded } from "./context.ts";
import { believedCounts, passPublished } from "./guards.ts";
import { look, notSeen } from "./look.ts";
import type { PollOutcome } from "./observation.ts";
import { arrange } from "./snapshot-columns.ts";
import { forgetObservations, type SystemState, withStations } from "./state.ts";
import { withdrawAll } from "./transitions.ts";

/** The state after one more poll of the system, and what it changes. Pure: `state` stays as it is. */
export function fold(state: SystemState, outcome: PollOutcome, context: FoldContext): Folded {
  const at = outcome.fetchedAt;
  if (state.markAt !== null && at <= state.markAt) return { state, effects: [], verdict: "old" };
  const marked: SystemState = { ...state, markAt: at };
  switch (outcome.type) {
    case "failed":
      return notSeen(marked, "failed", outcome.reason, at, context);
    case "retired": {
      const effects = withdrawAll(marked, at, state.markAt, context);
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
