import { deflateRawSync, inflateRawSync } from "node:zlib";
import { AHEAD_MS_MAX } from "../core/clocks.ts";
import type { StreamMessage, Unreadable } from "../core/messages.ts";
import { isCount } from "../core/observation.ts";
import type { Roster, RosterStation } from "../core/roster.ts";
import { quoted } from "../words/text.ts";
import { readingsFromWire, readingsFromWire1, readingsToWire } from "./readings-wire.ts";
import {
  type Fields,
  isCountOrNull,
  isDegreesOrNull,
  isStationId,
  isText,
  isTextOrNull,
  isTime,
  isTimeOrNull,
  stationsOf,
  unreadable,
} from "./wire-values.ts";

/**
 * The wire records: UTF-8 JSON, one system each, partition key = systemId, snapshots version 2, rosters 1 or 2, all others 1.
 * Times are milliseconds since the epoch.
 *
 * | type | fields beside `v`, `type`, `systemId`, `fetchedAt` |
 * |---|---|
 * | snapshot | `publishedAt`, `ttlSeconds`, parallel lists `stationIds`, `vehicles`, `docks`, `flags`, `ebikes?` |
 * | unchanged | `snapshotAt`: the fetchedAt of the snapshot it repeats |
 * | failed | `reason`, `httpStatus` |
 * | retired | none |
 * | roster | `timeZone`, `openingHours?`, `stations: [[stationId, name, address, latitude, longitude, capacity, …]…]` |
 *
 * Unknown counts, times and texts are null; a field with a question mark is left out instead: `ebikes` (e-bikes among
 * the vehicles) where no station has it, `openingHours` as core/opening-hours.ts reads them. In
 * a roster a station's own `openingHours` follow its capacity, and then `hasDocks`, false where it has none to count;
 * what the rest of a list does not say is left out. Flags are the bits of core/flags.ts. A version 1 snapshot has a list
 * of values per station, see readings-wire.ts. A decoder ignores fields, and entries at the end of a station's list,
 * that it does not know.
 *
 * A roster that is too large for a record has version 2: its `stations` are the same list as JSON, deflated (raw) and in
 * base64.
 */
const VERSION = 1;
const LATER_VERSION = 2;
const LATER_TYPES: readonly unknown[] = ["snapshot", "roster"];
/** A packed list has at most this many bytes of JSON. */
export const PACKED_LIST_BYTES_MAX = 16_000_000;

export function encodeRecord(message: StreamMessage): Uint8Array {
  return Buffer.from(JSON.stringify(wireOf(message)), "utf8");
}

/** Returns a roster's record in version 2, which takes about half as many bytes. */
export function encodePackedRoster(roster: Roster): Uint8Array {
  const list = JSON.stringify(roster.stations.map(rosterStationToWire));
  const stations = deflateRawSync(list).toString("base64");
  const wire = { ...wireOf({ ...roster, stations: [] }), v: LATER_VERSION, stations };
  return Buffer.from(JSON.stringify(wire), "utf8");
}

function wireOf(message: StreamMessage): object {
  const { type, systemId, fetchedAt, ...rest } = message;
  const head = { v: VERSION, type, systemId, fetchedAt };
  switch (message.type) {
    case "snapshot": {
      const { publishedAt, ttlSeconds, stations } = message;
      return { ...head, v: LATER_VERSION, publishedAt, ttlSeconds, ...readingsToWire(stations) };
    }
    case "roster":
      return { ...head, ...rest, stations: message.stations.map(rosterStationToWire) };
    default:
      return { ...head, ...rest };
  }
}

function rosterStationToWire(station: RosterStation): unknown[] {
  return [
    station.stationId,
    station.name,
    station.address,
    station.latitude,
    station.longitude,
    station.capacity,
    ...ownFacts(station),
  ];
}

/** What few stations have stands at the end, and only there. */
function ownFacts({ openingHours, hasDocks }: RosterStation): unknown[] {
  if (hasDocks !== undefined) return [openingHours ?? null, hasDocks];
  return openingHours === undefined ? [] : [openingHours];
}

/** Returns what a record says, or why it is a fault. `arrivedAt` is the stream's time of arrival, in milliseconds. */
export function decodeRecord(bytes: Uint8Array, arrivedAt: number): StreamMessage | Unreadable {
  let wire: unknown;
  try {
    wire = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"));
  } catch {
    return unreadable("the record is not JSON");
  }
  if (typeof wire !== "object" || wire === null) return unreadable("the record is not a JSON object");
  const record = wire as Fields;
  const { v, systemId, fetchedAt } = record;
  const isKnown = v === VERSION || (v === LATER_VERSION && LATER_TYPES.includes(record.type));
  if (!isKnown)
    return unreadable(`v is ${quoted(v)}, expected ${VERSION}, or ${LATER_VERSION} of a snapshot or roster`);
  if (!isText(systemId)) return unreadable(`systemId is ${quoted(systemId)}, expected a text`);
  if (!isTime(fetchedAt)) return unreadable(`fetchedAt is ${quoted(fetchedAt)}, expected milliseconds`);
  // It would make all honest records look old.
  if (fetchedAt > arrivedAt + AHEAD_MS_MAX) {
    return unreadable(
      `fetchedAt ${new Date(fetchedAt).toISOString()} is more than five minutes after the arrival`,
    );
  }
  return decodeType(record, systemId, fetchedAt);
}

function decodeType(record: Fields, systemId: string, fetchedAt: number): StreamMessage | Unreadable {
  const { type } = record;
  switch (type) {
    case "snapshot": {
      const { publishedAt, ttlSeconds } = record;
      if (!isTimeOrNull(publishedAt))
        return unreadable(`publishedAt is ${quoted(publishedAt)}, expected milliseconds or null`);
      if (!isCount(ttlSeconds))
        return unreadable(`ttlSeconds is ${quoted(ttlSeconds)}, expected a whole number`);
      const stations = record.v === VERSION ? readingsFromWire1(record.stations) : readingsFromWire(record);
      if ("reason" in stations) return stations;
      return { type, systemId, fetchedAt, publishedAt, ttlSeconds, stations };
    }
    case "unchanged": {
      const { snapshotAt } = record;
      if (!isTime(snapshotAt))
        return unreadable(`snapshotAt is ${quoted(snapshotAt)}, expected milliseconds`);
      return { type, systemId, fetchedAt, snapshotAt };
    }
    case "failed": {
      const { reason, httpStatus } = record;
      if (reason === null || !isTextOrNull(reason))
        return unreadable(`reason is ${quoted(reason)}, expected a text`);
      if (!isCountOrNull(httpStatus))
        return unreadable(`httpStatus is ${quoted(httpStatus)}, expected a number or null`);
      return { type, systemId, fetchedAt, reason, httpStatus };
    }
    case "retired":
      return { type, systemId, fetchedAt };
    case "roster": {
      const { timeZone, openingHours } = record;
      if (timeZone !== null && !isText(timeZone))
        return unreadable(`timeZone is ${quoted(timeZone)}, expected a text or null`);
      if (openingHours !== undefined && !isText(openingHours))
        return unreadable(`openingHours is ${quoted(openingHours)}, expected a text`);
      const list = record.v === VERSION ? record.stations : unpacked(record.stations);
      const stations = stationsOf(list, rosterStationFromWire);
      if (!Array.isArray(stations)) return stations;
      return { type, systemId, fetchedAt, timeZone, openingHours, stations };
    }
    default:
      return unreadable(`type is ${quoted(type)}, expected snapshot, unchanged, failed, retired or roster`);
  }
}

/** Returns the list of a packed one, and anything else as it is. */
function unpacked(stations: unknown): unknown {
  if (typeof stations !== "string") return stations;
  try {
    const bytes = inflateRawSync(Buffer.from(stations, "base64"), { maxOutputLength: PACKED_LIST_BYTES_MAX });
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return stations;
  }
}

function rosterStationFromWire(tuple: readonly unknown[]): RosterStation | null {
  const [stationId, name, address, latitude, longitude, capacity, openingHours, hasDocks] = tuple;
  if (!isStationId(stationId) || name === null) return null;
  if (!isTextOrNull(name) || !isTextOrNull(address)) return null;
  if (!isDegreesOrNull(latitude) || !isDegreesOrNull(longitude) || !isCountOrNull(capacity)) return null;
  const place = { stationId, name, address, latitude, longitude, capacity };
  return {
    ...place,
    ...(isText(openingHours) ? { openingHours } : {}),
    ...(hasDocks === false ? { hasDocks } : {}),
  };
}
