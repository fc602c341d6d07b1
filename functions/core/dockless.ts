import { type Columns, columnIndex } from "./columns.ts";
import type { FoldContext } from "./context.ts";
import type { SystemState } from "./state.ts";

/**
 * Returns the columns with docks unknown at the stations that have none to count, whatever the feed says; the same
 * object where nothing changes. Docks without docks would be full for ever, and closed without a vehicle.
 */
export function withoutDockless(
  columns: Columns,
  stationIds: readonly string[],
  { roster, ruleBook }: Pick<FoldContext, "roster" | "ruleBook">,
): Columns {
  if (!ruleBook.guards.unreportedDocks || roster === null || roster.dockless.size === 0) return columns;
  const index = columnIndex(stationIds);
  let docks: (number | null)[] | undefined;
  for (const stationId of roster.dockless) {
    const column = index.get(stationId);
    if (column === undefined || (columns.docks[column] ?? null) === null) continue;
    docks ??= columns.docks.slice();
    docks[column] = null;
  }
  return docks === undefined ? columns : { ...columns, docks };
}

/** Applies it to what is known, so that a roster that comes later is no change of what the feed shows. */
export function knownWithoutDockless(state: SystemState, context: FoldContext): SystemState {
  const { stationIds, held } = state;
  const columns = withoutDockless(state.columns, stationIds, context);
  const heldColumns = held && withoutDockless(held.columns, stationIds, context);
  if (columns === state.columns && heldColumns === (held?.columns ?? null)) return state;
  return { ...state, columns, held: held && heldColumns && { ...held, columns: heldColumns } };
}
