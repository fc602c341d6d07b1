import { columnIndex, countsIn } from "./columns.ts";
import type { Alternative } from "./effects.ts";
import { isFalse } from "./flags.ts";
import type { RosterIndex, RosterStation } from "./roster.ts";
import { closedReason } from "./service.ts";
import type { SystemState } from "./state.ts";
import type { StationRule } from "./station-rules.ts";

const ALTERNATIVES_MAX = 3;
const DISTANCE_METERS_MAX = 2_000;
const EARTH_RADIUS_METERS = 6_371_000;
const LATITUDE_DEGREES_MAX = (DISTANCE_METERS_MAX / EARTH_RADIUS_METERS) * (180 / Math.PI) * 1.01;

interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

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
    if (Math.abs((station.latitude ?? 0) - from.latitude) > LATITUDE_DEGREES_MAX) continue;
    const to = positionOf(station);
    if (to === null || station.stationId === stationId) continue;
    const distanceMeters = Math.round(metersBetween(from, to));
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

function positionOf(station: RosterStation | undefined): Position | null {
  if (station === undefined || station.latitude === null || station.longitude === null) return null;
  return { latitude: station.latitude, longitude: station.longitude };
}

/** Flat-earth distance: at two kilometres it is off by less than a metre. */
function metersBetween(a: Position, b: Position): number {
  const radians = Math.PI / 180;
  const north = (b.latitude - a.latitude) * radians;
  const east = (b.longitude - a.longitude) * radians * Math.cos(((a.latitude + b.latitude) / 2) * radians);
  return Math.hypot(north, east) * EARTH_RADIUS_METERS;
}
