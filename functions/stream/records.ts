import { FLAGS_MAX } from "../core/flags.ts";
import type { StreamMessage, Unreadable } from "../core/messages.ts";
import { isCount, type Observation, STATION_ID_BYTES_MAX, STATIONS_MAX } from "../core/observation.ts";
import type { RosterStation } from "../core/roster.ts";

/**
 * The wire records, version 1: UTF-8 JSON, one system each, partition key = systemId. Times in milliseconds.
 *
 * | type | fields beside `v`, `type`, `systemId`, `fetchedAt` |
 * |---|---|
 * | snapshot | `publishedAt`, `ttlSeconds`, `stations: [[stationId, vehicles, docks, flags, capacity, reportedAt, ebikes?]…]` |
 * | unchanged | `snapshotAt`: the fetchedAt of the snapshot it repeats |
 * | failed | `reason`, `httpStatus` |
 * | retired | none |
 * | roster | `timeZone`, `openingHours?`, `stations: [[stationId, name, address, latitude, longitude, capacity]…]` |
 *
 * Counts, times and texts are null where they are unknown; what has a question mark (e-bikes among the vehicles,
 * opening hours as core/opening-hours.ts reads them) is left out instead. Flags are the bits of core/flags.ts. A
 * decoder takes longer station arrays than it knows, so that a later version 1 may add to their end.
 */
const WIRE_VERSION = 1;

/** A record from so far in the future has a broken clock: it would make all honest ones look old. */
const AHEAD_MS_MAX = 5 * 60_000;
/** Of names, addresses, reasons and ids of systems; what is longer is no text of ours. */
const TEXT_CHARACTERS_MAX = 1_024;

export function encodeRecord(message: StreamMessage): Uint8Array {
  return Buffer.from(JSON.stringify(wireOf(message)), "utf8");
}

function wireOf(message: StreamMessage): object {
  const { type, systemId, fetchedAt, ...rest } = message;
  const head = { v: WIRE_VERSION, type, systemId, fetchedAt };
  switch (message.type) {
    case "snapshot":
      return { ...head, ...rest, stations: message.stations.map(observationToWire) };
    case "roster":
      return { ...head, ...rest, stations: message.stations.map(rosterStationToWire) };
    default:
      return { ...head, ...rest };
  }
}

function observationToWire(station: Observation): unknown[] {
  const tuple = [
    station.stationId,
    station.vehiclesAvailable,
    station.docksAvailable,
    station.flags,
    station.capacity,
    station.reportedAt,
  ];
  if (station.ebikesAvailable !== undefined) tuple.push(station.ebikesAvailable);
  return tuple;
}

function rosterStationToWire(station: RosterStation): unknown[] {
  return [
    station.stationId,
    station.name,
    station.address,
    station.latitude,
    station.longitude,
    station.capacity,
  ];
}

/** What a record says, or why it is a fault. `arrivedAt` is when the stream took it, in milliseconds. */
export function decodeRecord(bytes: Uint8Array, arrivedAt: number): StreamMessage | Unreadable {
  let wire: unknown;
  try {
    wire = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"));
  } catch {
    return unreadable("the record is not JSON");
  }
  if (typeof wire !== "object" || wire === null) return unreadable("the record is no JSON object");
  const record = wire as Readonly<Record<string, unknown>>;
  if (record.v !== WIRE_VERSION) return unreadable(`v is ${shown(record.v)}, expected ${WIRE_VERSION}`);
  const { systemId, fetchedAt } = record;
  if (!isText(systemId)) return unreadable(`systemId is ${shown(systemId)}, expected a text`);
  if (!isTime(fetchedAt)) return unreadable(`fetchedAt is ${shown(fetchedAt)}, expected milliseconds`);
  if (fetchedAt > arrivedAt + AHEAD_MS_MAX) {
    return unreadable(
      `fetchedAt ${new Date(fetchedAt).toISOString()} is more than five minutes after the arrival`,
    );
  }
  return decodeType(record, systemId, fetchedAt);
}

function decodeType(
  record: Readonly<Record<string, unknown>>,
  systemId: string,
  fetchedAt: number,
): StreamMessage | Unreadable {
  const { type } = record;
  switch (type) {
    case "snapshot": {
      const { publishedAt, ttlSeconds } = record;
      if (!isTimeOrNull(publishedAt))
        return unreadable(`publishedAt is ${shown(publishedAt)}, expected milliseconds or null`);
      if (!isCount(ttlSeconds))
        return unreadable(`ttlSeconds is ${shown(ttlSeconds)}, expected a whole number`);
      const stations = decodeStations(record.stations, observationFromWire);
      if (!Array.isArray(stations)) return stations;
      return { type, systemId, fetchedAt, publishedAt, ttlSeconds, stations };
    }
    case "unchanged": {
      const { snapshotAt } = record;
      if (!isTime(snapshotAt)) return unreadable(`snapshotAt is ${shown(snapshotAt)}, expected milliseconds`);
      return { type, systemId, fetchedAt, snapshotAt };
    }
    case "failed": {
      const { reason, httpStatus } = record;
      if (reason === null || !isTextOrNull(reason))
        return unreadable(`reason is ${shown(reason)}, expected a text`);
      if (!isCountOrNull(httpStatus))
        return unreadable(`httpStatus is ${shown(httpStatus)}, expected a number or null`);
      return { type, systemId, fetchedAt, reason, httpStatus };
    }
    case "retired":
      return { type, systemId, fetchedAt };
    case "roster": {
      const { timeZone, openingHours } = record;
      if (timeZone !== null && !isText(timeZone))
        return unreadable(`timeZone is ${shown(timeZone)}, expected a text or null`);
      if (openingHours !== undefined && !isText(openingHours))
        return unreadable(`openingHours is ${shown(openingHours)}, expected a text`);
      const stations = decodeStations(record.stations, rosterStationFromWire);
      if (!Array.isArray(stations)) return stations;
      return { type, systemId, fetchedAt, timeZone, openingHours, stations };
    }
    default:
      return unreadable(`type is ${shown(type)}, expected snapshot, unchanged, failed, retired or roster`);
  }
}

function decodeStations<T>(
  value: unknown,
  fromWire: (tuple: readonly unknown[]) => T | null,
): T[] | Unreadable {
  if (!Array.isArray(value)) return unreadable(`stations is ${shown(value)}, expected a list`);
  if (value.length > STATIONS_MAX) {
    return unreadable(`stations has ${value.length} entries, expected at most ${STATIONS_MAX}`);
  }
  const stations: T[] = [];
  for (const tuple of value) {
    const station = Array.isArray(tuple) ? fromWire(tuple) : null;
    if (station === null) {
      return unreadable(
        `stations[${stations.length}] is ${shown(tuple)}, expected a station's list of values`,
      );
    }
    stations.push(station);
  }
  return stations;
}

/** By index: taking a list apart by pattern goes through its iterator, at every station of every record. */
function observationFromWire(tuple: readonly unknown[]): Observation | null {
  const stationId = tuple[0];
  const vehiclesAvailable = tuple[1];
  const docksAvailable = tuple[2];
  const flags = tuple[3];
  const capacity = tuple[4];
  const reportedAt = tuple[5];
  const ebikesAvailable = tuple.length > 6 ? tuple[6] : undefined;
  if (!isStationId(stationId)) return null;
  if (!isCountOrNull(vehiclesAvailable) || !isCountOrNull(docksAvailable) || !isCountOrNull(capacity)) {
    return null;
  }
  if (!isCount(flags) || flags > FLAGS_MAX || !isTimeOrNull(reportedAt)) return null;
  if (ebikesAvailable !== undefined && !isCount(ebikesAvailable)) return null;
  return { stationId, vehiclesAvailable, docksAvailable, flags, capacity, reportedAt, ebikesAvailable };
}

function rosterStationFromWire(tuple: readonly unknown[]): RosterStation | null {
  const [stationId, name, address, latitude, longitude, capacity] = tuple;
  if (!isStationId(stationId) || name === null) return null;
  if (!isTextOrNull(name) || !isTextOrNull(address)) return null;
  if (!isDegreesOrNull(latitude) || !isDegreesOrNull(longitude) || !isCountOrNull(capacity)) return null;
  return { stationId, name, address, latitude, longitude, capacity };
}

function unreadable(reason: string): Unreadable {
  return { type: "unreadable", reason };
}

/** A value short enough for a sentence. Lists and objects are only named: writing one out could exhaust the stack. */
function shown(value: unknown): string {
  if (value === undefined) return "absent";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= TEXT_CHARACTERS_MAX;
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || (typeof value === "string" && value.length <= TEXT_CHARACTERS_MAX);
}

function isStationId(value: unknown): value is string {
  return (
    typeof value === "string" &&
    value !== "" &&
    (value.length * 3 <= STATION_ID_BYTES_MAX || Buffer.byteLength(value) <= STATION_ID_BYTES_MAX)
  );
}

/** Milliseconds that a Date can hold and print with a year of four digits. */
function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0 && (value as number) < 253_402_300_800_000;
}

function isTimeOrNull(value: unknown): value is number | null {
  return value === null || isTime(value);
}

function isCountOrNull(value: unknown): value is number | null {
  return value === null || isCount(value);
}

function isDegreesOrNull(value: unknown): value is number | null {
  return value === null || (typeof value === "number" && Math.abs(value) <= 180);
}
