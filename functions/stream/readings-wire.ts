import type { Counts } from "../core/columns.ts";
import { READING_FLAGS_MAX } from "../core/flags.ts";
import { EXTRA_MEASURES, MEASURES } from "../core/measures.ts";
import type { Unreadable } from "../core/messages.ts";
import { isCount, type Observation, type Readings, readingsOf } from "../core/observation.ts";
import { quoted } from "../words/text.ts";
import {
  type Fields,
  isCountOrNull,
  isStationId,
  isTimeOrNull,
  notStations,
  stationsOf,
  unreadable,
} from "./wire-values.ts";

/** Returns the station fields of a version 2 snapshot; an extra measure only where a station has it. */
export function readingsToWire({ stationIds, vehicles, docks, flags, ...extras }: Readings): object {
  return { stationIds, vehicles, docks, flags, ...extras };
}

/** Returns the lists of a version 2 record as they stand, or what is wrong: every entry is checked. */
export function readingsFromWire(record: Fields): Readings | Unreadable {
  const { stationIds } = record;
  const refused =
    notStations("stationIds", stationIds) ??
    column(record, "stationIds", stationIds, isStationId, "a station's id");
  if (refused !== null) return refused;
  const readings: Record<string, unknown> = { stationIds };
  for (const { name } of MEASURES) {
    const counts = record[name];
    const isExtra = (EXTRA_MEASURES as readonly string[]).includes(name);
    if (isExtra && counts === undefined) continue;
    const wrong = column(record, name, counts, isCountOrNull, "a count or null");
    if (wrong !== null) return wrong;
    if (!isExtra || (counts as Counts).some((count) => count !== null)) readings[name] = counts;
  }
  const wrong = column(record, "flags", record.flags, isFlags, `flags of at most ${READING_FLAGS_MAX}`);
  if (wrong !== null) return wrong;
  readings.flags = record.flags;
  return readings as unknown as Readings;
}

/** Returns null when the value is a list with one entry of the kind per station, otherwise what is wrong. */
function column(
  { stationIds }: Fields,
  name: string,
  value: unknown,
  isKind: (entry: unknown) => boolean,
  kind: string,
): Unreadable | null {
  if (!Array.isArray(value)) return unreadable(`${name} is ${quoted(value)}, expected a list`);
  const stations = (stationIds as unknown[]).length;
  if (value.length !== stations) {
    return unreadable(`${name} has ${value.length} entries, expected one for each of ${stations} stations`);
  }
  for (let index = 0; index < value.length; index++) {
    if (!isKind(value[index]))
      return unreadable(`${name}[${index}] is ${quoted(value[index])}, expected ${kind}`);
  }
  return null;
}

function isFlags(value: unknown): boolean {
  return isCount(value) && value <= READING_FLAGS_MAX;
}

/** Reads version 1, a list per station: `[stationId, vehicles, docks, flags, capacity, reportedAt, ebikes?]`. */
export function readingsFromWire1(stations: unknown): Readings | Unreadable {
  const observations = stationsOf(stations, observationFromWire);
  return Array.isArray(observations) ? readingsOf(observations) : observations;
}

function observationFromWire(tuple: readonly unknown[]): Observation | null {
  const [stationId, vehicles, docks, flags, capacity, reportedAt, ebikes] = tuple;
  if (!isStationId(stationId) || !isCountOrNull(vehicles) || !isCountOrNull(docks)) return null;
  if (!isCountOrNull(capacity) || !isFlags(flags) || !isTimeOrNull(reportedAt)) return null;
  if (ebikes !== undefined && !isCount(ebikes)) return null;
  return { stationId, vehicles, docks, flags: flags as number, ebikes };
}
