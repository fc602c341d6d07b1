import { folded } from "./folded.ts";
import { metersBetween, type Near } from "./near.ts";

/** What the options --match and --near ask of a station. */
export interface Sought {
  readonly match?: string | undefined;
  readonly near?: Near | undefined;
}

/** What is looked at; null is unknown. */
interface Searchable {
  readonly stationId: string;
  readonly name: string;
  readonly address: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
}

/** Returns whether a station is what is asked for; accents, capitals and apostrophes do not count. */
export function isSought(station: Searchable, { match, near }: Sought): boolean {
  if (near !== undefined && !isWithin(station, near)) return false;
  if (match === undefined) return true;
  const text = folded(`${station.stationId}\n${station.name}\n${station.address ?? ""}`);
  return folded(match)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Returns the metres from the place to the station; null where the station's position is unknown. */
export function distanceOf({ latitude, longitude }: Searchable, near: Near): number | null {
  if (latitude === null || longitude === null) return null;
  return Math.round(metersBetween(near, { latitude, longitude }));
}

function isWithin(station: Searchable, near: Near): boolean {
  const distance = distanceOf(station, near);
  return distance !== null && distance <= (near.metersMax ?? Number.POSITIVE_INFINITY);
}

/** Returns the part of a sentence that says what was asked: ` whose name, address or id has "town"`. */
export function soughtWords({ match, near }: Sought): string {
  const place = near === undefined ? "" : ` ${nearWords(near)}`;
  return match === undefined ? place : `${place} whose name, address or id has ${JSON.stringify(match)}`;
}

function nearWords({ latitude, longitude, metersMax }: Near): string {
  const place = `${latitude},${longitude}`;
  return metersMax === null ? `with a known distance from ${place}` : `within ${metersMax} m of ${place}`;
}

/** Returns `350 m` or `12 km`; `? m` where the position is unknown. */
export function distanceWords(meters: number | null): string {
  if (meters === null) return "? m";
  return meters < KILOMETERS_FROM_METERS ? `${meters} m` : `${Math.round(meters / 1_000)} km`;
}

/** From here on nobody walks, so metres say nothing. */
const KILOMETERS_FROM_METERS = 10_000;
