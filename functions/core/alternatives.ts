import { columnIndex, countsIn } from "./columns.ts";
import type { Alternative } from "./effects.ts";
import { isFalse } from "./flags.ts";
import { metersBetween, metersNorth, positionOf } from "./positions.ts";
import type { RosterIndex } from "./roster.ts";
import { closedReason } from "./service.ts";
import type { SystemState } from "./state.ts";
import type { StationRule } from "./station-rules.ts";

const ALTERNATIVES_MAX = 3;
const DISTANCE_METERS_MAX = 2_000;

/** Returns the nearest stations in service that have what this one lacks: at most three, within two kilometres. */
export function nearestAlternatives(
  stationId: string,
  rule: StationRule,
  state: SystemState,
  rosterIndex: RosterIndex,
): Alternative[] {
  const from = positionOf(rosterIndex.byId.get(stationId));
  if (from === null) return [];
  const columns = columnIndex(state.stationIds);
  const found: Alternative[] = [];
  for (const station of rosterIndex.roster.stations) {
    // This cheap test rejects nearly all stations: in a large city, thousands of changes each scan the whole roster.
    if (metersNorth(from.latitude, station.latitude ?? 0) > DISTANCE_METERS_MAX + 1) continue;
    const to = positionOf(station);
    if (to === null || station.stationId === stationId) continue;
    const distanceMeters = metersBetween(from, to);
    if (distanceMeters > DISTANCE_METERS_MAX) continue;
    const column = columns.get(station.stationId);
    if (column === undefined || !canHelp(state, column, rule)) continue;
    found.push({
      stationId: station.stationId,
      name: station.name,
      distanceMeters,
      ...countsIn(state.columns, column),
    });
  }
  const order = (a: Alternative, b: Alternative) =>
    a.distanceMeters - b.distanceMeters || (a.stationId < b.stationId ? -1 : 1);
  return found.sort(order).slice(0, ALTERNATIVES_MAX);
}

function canHelp({ columns }: SystemState, column: number, { helps, needs }: StationRule): boolean {
  const bits = columns.flags[column] ?? 0;
  const counts = columns[helps];
  // An absent station has no count.
  if ((counts?.[column] ?? 0) === 0 || isFalse(bits, needs)) return false;
  return closedReason(columns.vehicles[column] ?? null, columns.docks[column] ?? null, bits) === null;
}
