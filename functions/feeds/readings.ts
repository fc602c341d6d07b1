import { toUSVString } from "node:util";
import { DOCKS_NEGATIVE, type ServiceFlag } from "../core/flags.ts";
import { isCount, STATION_ID_BYTES_MAX } from "../core/observation.ts";
import { cut, printable } from "../words/text.ts";
import { rfc3339Ms } from "./rfc3339.ts";

/**
 * Readers of single values, as strict as feeds are loose: what is not surely a count, a flag, a time or a name is
 * unknown. They run once per field and station, so they allocate nothing.
 */

interface Position {
  readonly latitude: number | null;
  readonly longitude: number | null;
}

const NOWHERE: Position = { latitude: null, longitude: null };
const UTF8_BYTES_PER_UNIT_MAX = 3;
const TEXT_CHARACTERS_MAX = 200;
const YEAR_2000_SECONDS = 946_684_800;
const YEAR_2100_SECONDS = 4_102_444_800;

/** Returns a whole number of zero or more; null for anything else, such as a count in quotes. */
export function count(value: unknown): number | null {
  // Adding 0 turns -0, which JSON allows, into 0.
  return isCount(value) ? value + 0 : null;
}

/**
 * Returns DOCKS_NEGATIVE for a whole number of docks below zero beside vehicles: so some feeds count an over-full
 * station's docks. Where there is no vehicle it means "do not know".
 */
export function overfullBit(vehicles: number | null, docks: unknown): number {
  const isOverfull =
    Number.isSafeInteger(docks) && (docks as number) < 0 && vehicles !== null && vehicles > 0;
  return isOverfull ? DOCKS_NEGATIVE : 0;
}

/** Reads true and 1, false and 0; returns null for anything else. */
export function flag(value: unknown): boolean | null {
  if (value === true || value === 1) return true;
  return value === false || value === 0 ? false : null;
}

/** Returns the bits of a flag as `core/flags.ts` packs them. */
export function flagBits(bit: ServiceFlag, value: unknown): number {
  if (value === true || value === 1) return bit | (bit << 1);
  return value === false || value === 0 ? bit : 0;
}

/**
 * Reads a time in seconds, in milliseconds or in RFC 3339. Returns milliseconds since the epoch, null when it is no
 * time of this century: feeds send 0, -1 and 86,400 for "do not know".
 */
export function epochMs(value: unknown): number | null {
  if (typeof value === "string") return plausibleMs(rfc3339Ms(value));
  if (typeof value !== "number") return null;
  return plausibleMs(value <= YEAR_2100_SECONDS ? value * 1_000 : value);
}

function plausibleMs(ms: number): number | null {
  return ms >= YEAR_2000_SECONDS * 1_000 && ms <= YEAR_2100_SECONDS * 1_000 ? Math.round(ms) : null;
}

/**
 * Returns an id; null when it is missing or longer than STATION_ID_BYTES_MAX. A number is written in decimal, so 1.0,
 * 1e0 and 1 are one id, and -0 is 0; a whole number that JSON.parse has rounded is no id. Half a surrogate pair becomes
 * U+FFFD here, as it would in UTF-8, so that ids are compared as they are stored.
 */
export function idOf(value: unknown): string | null {
  if (typeof value === "number") return isExact(value) ? String(value + 0) : null;
  if (typeof value !== "string" || value === "") return null;
  const id = toUSVString(value);
  if (id.length * UTF8_BYTES_PER_UNIT_MAX <= STATION_ID_BYTES_MAX) return id;
  return Buffer.byteLength(id) <= STATION_ID_BYTES_MAX ? id : null;
}

function isExact(value: number): boolean {
  return Number.isSafeInteger(value) || (!Number.isInteger(value) && Number.isFinite(value));
}

/** Returns a name or an address on one line, trimmed, at most 200 characters; null when it is empty or not text. */
export function text(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const line = toUSVString(printable(value).trim());
  return line === "" ? null : cut(line, TEXT_CHARACTERS_MAX, "").trimEnd();
}

/** Degrees. Both are null when one is missing or impossible, and at 0,0, which feeds send for "do not know". */
export function positionOf(latitude: unknown, longitude: unknown): Position {
  if (!isWithin(latitude, 90) || !isWithin(longitude, 180)) return NOWHERE;
  return latitude === 0 && longitude === 0 ? NOWHERE : { latitude, longitude };
}

function isWithin(value: unknown, degreesMax: number): value is number {
  return typeof value === "number" && Math.abs(value) <= degreesMax;
}
