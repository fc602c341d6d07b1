import { type Columns, emptyColumns } from "./columns.ts";
import type { Observation } from "./observation.ts";
import { columnIndex } from "./state.ts";

/** A snapshot's stations in the columns of the ids; new stations get columns at the end. */
export function arrange(
  stationIds: readonly string[],
  stations: readonly Observation[],
): { stationIds: readonly string[]; columns: Columns } {
  const index = columnIndex(stationIds);
  const added = new Map<string, number>();
  const columns = emptyColumns(stationIds.length);
  let next = 0;
  for (const station of stations) {
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
  return { stationIds: added.size === 0 ? stationIds : [...stationIds, ...added.keys()], columns };
}
