import type { FeedFailure } from "../core/feed.ts";
import type { RosterStation } from "../core/roster.ts";
import { isTimeZone } from "../core/time-zone.ts";
import { failure } from "./failure.ts";
import { hoursText } from "./gbfs-hours.ts";
import { type Fields, gbfsData, gbfsStation, gbfsStations, isFields } from "./json.ts";
import { isEnglish } from "./language.ts";
import { readExactly } from "./long-numbers.ts";
import { count, flag, positionOf, text } from "./readings.ts";
import { readStations, type Stations } from "./stations.ts";

/** The fields that tell how many docks there are, of GBFS 1.0 to 3.1. */
const CAPACITIES = ["capacity", "vehicle_docks_capacity", "vehicle_capacity", "vehicle_type_capacity"];

/** Reads names, addresses, positions and capacities from a station_information, GBFS 1.0 to 3.1. */
export function parseStationInformation(body: string): Stations<RosterStation> | FeedFailure {
  return readExactly(body, (value) => {
    const entries = gbfsStations(value);
    if (entries === null)
      return failure("the body is no station_information, expected a list at data.stations");
    return readStations(entries.map(gbfsStation), "station_id", rosterStation);
  });
}

/** Returns the IANA time zone of a system_information; null when it has none that this runtime knows. */
export function parseTimeZone(body: string): string | null {
  const timeZone = text(gbfsData(body)?.timezone);
  return timeZone !== null && isTimeZone(timeZone) ? timeZone : null;
}

function rosterStation(station: Fields, stationId: string): RosterStation {
  const openingHours = hoursText(station.station_opening_hours);
  return {
    stationId,
    name: localized(station.name) ?? stationId,
    address: localized(station.address),
    ...positionOf(station.lat, station.lon),
    capacity: count(station.capacity),
    ...(openingHours === null ? {} : { openingHours }),
    ...(hasDocks(station) ? {} : { hasDocks: false }),
  };
}

/** A virtual station is a place on the street, and at a valet's people park: they have docks only with a capacity. */
function hasDocks(station: Fields): boolean {
  const isPlace = flag(station.is_virtual_station) === true || flag(station.is_valet_station) === true;
  return !isPlace || CAPACITIES.some((name) => station[name] != null && station[name] !== 0);
}

/** Reads a string or, since 3.0, a list of `{text, language}`: the English text, else the first. */
function localized(value: unknown): string | null {
  if (!Array.isArray(value)) return text(value);
  let first: string | null = null;
  for (const translation of value) {
    const translated = isFields(translation) ? text(translation.text) : null;
    if (translated !== null && isEnglish(translation.language)) return translated;
    first ??= translated;
  }
  return first;
}
