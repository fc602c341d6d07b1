import { TIME_MS_MAX } from "../core/iso-time.ts";
import type { Unreadable } from "../core/messages.ts";
import { isCount, STATION_ID_BYTES_MAX, STATIONS_MAX } from "../core/observation.ts";
import { quoted } from "../words/text.ts";

/** Checks of the values in wire records, which come from outside. */

export type Fields = Readonly<Record<string, unknown>>;

/** The longest name, address, reason or system id; no longer text is one of ours. */
const TEXT_CHARACTERS_MAX = 1_024;

export function unreadable(reason: string): Unreadable {
  return { type: "unreadable", reason };
}

/** Returns null when the value can be a list of stations, otherwise why not. */
export function notStations(name: string, value: unknown): Unreadable | null {
  if (!Array.isArray(value)) return unreadable(`${name} is ${quoted(value)}, expected a list`);
  if (value.length <= STATIONS_MAX) return null;
  return unreadable(`${name} has ${value.length} entries, expected at most ${STATIONS_MAX}`);
}

/** Returns what `read` makes of each station's list of values; `stations` is the record's field of that name. */
export function stationsOf<Station>(
  stations: unknown,
  read: (tuple: readonly unknown[]) => Station | null,
): Station[] | Unreadable {
  const refused = notStations("stations", stations);
  if (refused !== null) return refused;
  const all: Station[] = [];
  for (const tuple of stations as readonly unknown[]) {
    const station = Array.isArray(tuple) ? read(tuple) : null;
    if (station === null) {
      return unreadable(`stations[${all.length}] is ${quoted(tuple)}, expected a station's list of values`);
    }
    all.push(station);
  }
  return all;
}

export function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= TEXT_CHARACTERS_MAX;
}

export function isTextOrNull(value: unknown): value is string | null {
  return value === null || (typeof value === "string" && value.length <= TEXT_CHARACTERS_MAX);
}

export function isStationId(value: unknown): value is string {
  return (
    typeof value === "string" &&
    value !== "" &&
    (value.length * 3 <= STATION_ID_BYTES_MAX || Buffer.byteLength(value) <= STATION_ID_BYTES_MAX)
  );
}

/** Returns whether the value is a time in milliseconds since the epoch, in a year of four digits. */
export function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0 && (value as number) < TIME_MS_MAX;
}

export function isTimeOrNull(value: unknown): value is number | null {
  return value === null || isTime(value);
}

export function isCountOrNull(value: unknown): value is number | null {
  return value === null || isCount(value);
}

export function isDegreesOrNull(value: unknown): value is number | null {
  return value === null || (typeof value === "number" && Math.abs(value) <= 180);
}
