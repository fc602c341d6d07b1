import type { RosterStation } from "./roster.ts";

const EARTH_RADIUS_METERS = 6_371_000;
const RADIANS = Math.PI / 180;

/** Degrees, WGS 84. */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

/** Returns where the station is; null where the roster does not have it, or not its position. */
export function positionOf(station: RosterStation | undefined): Position | null {
  if (station === undefined || station.latitude === null || station.longitude === null) return null;
  return { latitude: station.latitude, longitude: station.longitude };
}

/** Returns the distance in whole metres, half a metre rounded up. */
export function metersBetween(a: Position, b: Position): number {
  // On a flat earth: at two kilometres it is off by less than a metre.
  const north = (b.latitude - a.latitude) * RADIANS;
  const east = (b.longitude - a.longitude) * RADIANS * Math.cos(((a.latitude + b.latitude) / 2) * RADIANS);
  return Math.round(Math.hypot(north, east) * EARTH_RADIUS_METERS);
}

/** Returns the metres between two latitudes: no two positions on them are closer. */
export function metersNorth(from: number, to: number): number {
  return Math.abs(to - from) * RADIANS * EARTH_RADIUS_METERS;
}
