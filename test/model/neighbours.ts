import type { Alternative } from "../../functions/core/effects.ts";
import type { RosterStation } from "../../functions/core/roster.ts";
import type { Look } from "./belief.ts";
import { whyClosed } from "./conditions.ts";
import type { Reading } from "./poll.ts";

const WITHIN_METERS = 2_000;
const AT_MOST = 3;
const EARTH_RADIUS_METERS = 6_371_000;

export interface Need {
  readonly measure: "vehicles" | "docks" | "ebikes";
  readonly service: "isRenting" | "isReturning";
}

/** Returns the nearest stations that have what a rider needs who is turned away at `stationId`. */
export function neighbours(
  stationId: string,
  need: Need,
  look: Look,
  places: readonly RosterStation[] | null,
): Omit<Alternative, "vehicles" | "docks" | "ebikes">[] {
  const here = places?.find((place) => place.stationId === stationId);
  if (here === undefined || here.latitude === null || here.longitude === null) return [];
  return (places ?? [])
    .filter((place) => place.stationId !== stationId && canHelp(look.get(place.stationId), need))
    .map((place) => ({
      stationId: place.stationId,
      name: place.name,
      distanceMeters: Math.round(metersBetween(here, place)),
    }))
    .filter(({ distanceMeters }) => distanceMeters <= WITHIN_METERS)
    .sort((a, b) => a.distanceMeters - b.distanceMeters || (a.stationId < b.stationId ? -1 : 1))
    .slice(0, AT_MOST);
}

function canHelp(one: Reading | undefined, need: Need): boolean {
  if (one === undefined || whyClosed(one) !== null || one[need.service] === false) return false;
  return (one[need.measure] ?? 0) > 0;
}

/** The distance on a sphere (haversine); not a number where a position is unknown. */
function metersBetween(a: RosterStation, b: RosterStation): number {
  if (a.latitude === null || a.longitude === null || b.latitude === null || b.longitude === null) {
    return Number.NaN;
  }
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2;
  const across = Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude));
  const chord = half(a.latitude, b.latitude) + across * half(a.longitude, b.longitude);
  return 2 * EARTH_RADIUS_METERS * Math.asin(Math.sqrt(chord));
}
