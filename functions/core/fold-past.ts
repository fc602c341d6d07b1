import { entriesAt, outsideAmong } from "./columns.ts";
import type { FoldContext, Folded } from "./context.ts";
import { departing } from "./departures.ts";
import { knownWithoutDockless, withoutDockless } from "./dockless.ts";
import { believeUnread, doubt, notSeen, observe, retire } from "./judge.ts";
import { EXTRA_MEASURES } from "./measures.ts";
import type { Readings } from "./observation.ts";
import type { Believed, PastLook } from "./past.ts";
import { extraMeasuresOf } from "./rules.ts";
import { shownIn } from "./shown.ts";
import { arrange } from "./snapshot-columns.ts";
import { type SystemState, withMeasures, withStations } from "./state.ts";

/**
 * Returns the state after one more look of the past, and the effects, as `fold` does for a record. What became of the
 * record is taken from the look, so the guards of `context` judge nothing again; its rules may be others than those of
 * then. Looks come in order. Pure: `state` itself is not changed.
 */
export function foldPast(state: SystemState, past: PastLook, context: FoldContext): Folded {
  const { at, verdict, reason, believed, hole } = past;
  const measures = extraMeasuresOf(context.ruleBook);
  const marked = knownWithoutDockless({ ...withMeasures(state, measures), markAt: at }, context);
  switch (verdict) {
    case "unread":
      // Nothing is known: neither of the stations nor of the feed.
      return { state: marked, effects: [], verdict: "unmatched", reason, seen: null };
    case "failed":
    case "unmatched":
    case "dropped":
      return notSeen(marked, verdict, reason, at, context);
    case "held":
      return doubt(marked, reason, at, context);
    case "retired":
      return retire(marked, state.markAt, context);
    case "observed": {
      if (believed === null) return believeUnread(marked, at, context);
      const isSame = believed.changed?.length === 0 && hole === null && state.window !== null;
      // Columns that are the same object need neither arranging nor comparing.
      const { stationIds, columns } = isSame
        ? marked
        : arrange(state.stationIds, readingsOf(believed), measures);
      const known = withStations(marked, stationIds);
      // The roster of the context says where there are no docks to count, also where the one of then did not.
      const counted = withoutDockless(columns, stationIds, context);
      const shown = shownIn(
        known,
        counted,
        at,
        context,
        outsideAmong(believed.outside, believed.stationIds, stationIds),
      );
      return departing(observe(known, shown, believed.since, context));
    }
  }
}

/** Returns what the look shows of the stations that were there, in arrays of its own: a reader uses its own again. */
function readingsOf({ stationIds, columns }: Believed): Readings {
  const { present, vehicles, docks, flags } = columns;
  const isWhole = !present.includes(false);
  const there = isWhole ? [] : [...present.keys()].filter((column) => present[column] === true);
  const own = <T>(column: readonly T[]) => (isWhole ? column.slice() : entriesAt(column, there));
  const extras = EXTRA_MEASURES.flatMap((measure) => {
    const counts = columns[measure];
    return counts === undefined ? [] : [[measure, own(counts)]];
  });
  return {
    stationIds: isWhole ? stationIds : own(stationIds),
    vehicles: own(vehicles),
    docks: own(docks),
    flags: own(flags),
    ...Object.fromEntries(extras),
  };
}
