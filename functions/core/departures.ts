import { ABSENT_KEPT } from "./absences.ts";
import { outsideAmong } from "./columns.ts";
import type { Folded } from "./context.ts";
import { type SystemState, withoutColumns } from "./state.ts";

/** A held snapshot keeps its new stations if there are then at most this many columns beside each believed station's. */
const MORE_A_STATION_MAX = 0.9;

/**
 * Returns the state without the columns that nothing needs any more: of stations that have left, and of new ones that
 * were held and not believed. So what is remembered of a system is bounded by what its feed shows, however often its
 * ids change.
 */
function withoutDeparted(state: SystemState): SystemState {
  const { columns, held, absentSince, stationIds } = state;
  const departed: number[] = [];
  const heldOnly: number[] = [];
  let present = 0;
  for (let column = 0; column < stationIds.length; column++) {
    if (columns.present[column] === true) present++;
    else if (absentSince.has(column)) continue;
    else if (held?.columns.present[column] === true) heldOnly.push(column);
    else departed.push(column);
  }
  const more = stationIds.length - departed.length - present;
  const hasRoom = heldOnly.length === 0 || more <= Math.max(ABSENT_KEPT, MORE_A_STATION_MAX * present);
  if (hasRoom) return departed.length === 0 ? state : withoutColumns(state, new Set(departed));
  // Only what the snapshot says of known stations is held, and an `unchanged` cannot repeat it.
  return { ...withoutColumns(state, new Set([...departed, ...heldOnly])), snapshotAt: null };
}

/** Returns the same without those columns. */
export function departing(folded: Folded): Folded {
  const state = withoutDeparted(folded.state);
  const { seen } = folded;
  if (state === folded.state || seen === null) return { ...folded, state };
  const outside = outsideAmong(seen.outside, folded.state.stationIds, state.stationIds);
  return { ...folded, state, seen: { ...seen, outside } };
}
