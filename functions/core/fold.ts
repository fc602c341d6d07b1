import type { FoldContext, Folded } from "./context.ts";
import { departing } from "./departures.ts";
import { knownWithoutDockless, withoutDockless } from "./dockless.ts";
import { believedCounts, passPublished } from "./guards.ts";
import { notSeen, retire } from "./judge.ts";
import { look } from "./look.ts";
import type { PollOutcome } from "./observation.ts";
import { extraMeasuresOf } from "./rules.ts";
import { arrange } from "./snapshot-columns.ts";
import { type SystemState, withMeasures, withStations } from "./state.ts";

/** Returns the state after one more poll of the system, and the effects. Pure: `state` itself is not changed. */
export function fold(state: SystemState, outcome: PollOutcome, context: FoldContext): Folded {
  const at = outcome.fetchedAt;
  if (state.markAt !== null && at <= state.markAt) {
    return { state, effects: [], verdict: "old", reason: null, seen: null };
  }
  const measures = extraMeasuresOf(context.ruleBook);
  const marked = knownWithoutDockless({ ...withMeasures(state, measures), markAt: at }, context);
  switch (outcome.type) {
    case "failed":
      return notSeen(marked, "failed", outcome.reason, at, context);
    case "retired":
      return retire(marked, state.markAt, context);
    case "unchanged": {
      if (state.snapshotAt !== outcome.snapshotAt) {
        // A repeat of a dropped snapshot comes from a feed that is out of order, not down.
        const verdict = state.published.olderSince === null ? "unmatched" : "dropped";
        return notSeen(marked, verdict, "the feed repeats what is not the newest", at, context);
      }
      return departing(look(marked, marked.held?.columns ?? marked.columns, at, context));
    }
    case "snapshot": {
      const { guards } = context.ruleBook;
      const { mark, isDropped } = passPublished(state.published, outcome, guards.dropOlderForMs);
      const received: SystemState = { ...marked, published: mark, snapshotAt: isDropped ? null : at };
      if (isDropped) return notSeen(received, "dropped", null, at, context);
      const stations = believedCounts(outcome.stations, guards);
      const { stationIds, columns } = arrange(state.stationIds, stations, measures);
      const believed = withoutDockless(columns, stationIds, context);
      return departing(look(withStations(received, stationIds), believed, at, context));
    }
  }
}
