import type { Counts } from "../core/columns.ts";
import { FLAGS_MAX } from "../core/flags.ts";
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
  unreadable,
} from "./wire-values.ts";

/** The fields of a snapshot of version 2 that hold its stations; an extra measure only where it is known at any. */
export function readingsToWire({ stationIds, vehicles, docks, flags, ...extras }: Readings): object {
  return { stationIds, vehicles, docks, flags, ...extras };
}

/** What they say: the lists of the record as they stand, each entry looked at. */
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
  const wrong = column(record, "flags", record.flags, isFlags, `flags of at most ${FLAGS_MAX}`);
  if (wrong !== null) return wrong;
  readings.flags = record.flags;
  return readings as unknown as Readings;
}

/** Null where the value is a list with an entry of the kind for each station. */
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
  return isCount(value) && value <= FLAGS_MAX;
}

/** Version 1 had a list of values for each station: `[stationId, vehicles, docks, flags, capacity, reportedAt, ebikes?]`. */
export function readingsFromWire1(stations: unknown): Readings | Unreadable {
  const refused = notStations("stations", stations);
  if (refused !== null) return refused;
  const observations: Observation[] = [];
  for (const tuple of stations as readonly unknown[]) {
    const observation = Array.isArray(tuple) ? observationFromWire(tuple) : null;
    if (observation === null) {
      return unreadable(
        `stations[${observations.length}] is ${quoted(tuple)}, expected a station's list of values`,
      );
    }
    observations.push(observation);
  }
  return readingsOf(observations);
}

function observationFromWire(tuple: readonly unknown[]): Observation | null {
  const [stationId, vehicles, docks, flags, capacity, reportedAt, ebikes] = tuple;
  if (!isStationId(stationId) || !isCountOrNull(vehicles) || !isCountOrNull(docks)) return null;
  if (!isCountOrNull(capacity) || !isFlags(flags) || !isTimeOrNull(reportedAt)) return null;
  if (ebikes !== undefined && !isCount(ebikes)) return null;
  return { stationId, vehicles, docks, flags: flags as number, ebikes };
}
