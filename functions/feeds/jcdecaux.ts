import type { FeedFailure } from "../core/feed.ts";
import { CLOSED_BY_OPERATOR, DISCONNECTED } from "../core/flags.ts";
import type { Observation } from "../core/observation.ts";
import type { RosterStation } from "../core/roster.ts";
import type { JcdecauxEntry } from "../systems/configuration.ts";
import { JCDECAUX_API_URL } from "../systems/feed-host.ts";
import { quoted } from "../words/text.ts";
import { jcdecauxEbikes } from "./ebikes.ts";
import { failure } from "./failure.ts";
import { type Fields, isFields } from "./json.ts";
import type { ParsedStatus } from "./parsed-status.ts";
import { count, flag, overfullBit, positionOf, text } from "./readings.ts";
import { readStations } from "./stations.ts";

/** Returns the URL of a contract's stations, without the key. */
export function jcdecauxUrl(system: JcdecauxEntry): string {
  const api = (system.url ?? JCDECAUX_API_URL).replace(/\/+$/, "");
  return `${api}/vls/v${system.apiVersion}/stations?contract=${encodeURIComponent(system.contract)}`;
}

/**
 * Reads a contract's stations from JCDecaux's API: v3 where `totalStands` is there, else v1. The body has no time and
 * no ttl of its own, and it includes the names.
 */
export function readJcdecauxStatus(body: unknown): ParsedStatus | FeedFailure {
  if (!Array.isArray(body)) {
    const told = isFields(body) ? text(body.error) : null;
    return failure(
      told === null
        ? "the body is no list of stations, which JCDecaux answers with"
        : `JCDecaux answered with the error ${quoted(told)}`,
    );
  }
  const read = readStations(body, "number", observation);
  if (read.type === "failed") return read;
  return { ...read, type: "status", publishedAt: null, ttlSeconds: 0, readRoster: () => rosterOf(body) };
}

function observation(station: Fields, stationId: string): Observation {
  const stands = station.totalStands;
  const available = isFields(stands) ? stands.availabilities : null;
  const counts = isFields(available) ? available : null;
  const isVersion3 = stands !== undefined;
  const vehicles = count(isVersion3 ? counts?.bikes : station.available_bikes);
  const docks = isVersion3 ? counts?.stands : station.available_bike_stands;
  return {
    stationId,
    vehicles,
    docks: count(docks),
    flags: flagsOf(station) | overfullBit(vehicles, docks),
    ebikes: jcdecauxEbikes(counts, vehicles),
  };
}

/** The API does not tell renting from returning, so GBFS's three flags stay unknown. */
function flagsOf(station: Fields): number {
  const { status } = station;
  const isClosed = typeof status === "string" && status !== "OPEN";
  const isDisconnected = flag(station.connected) === false;
  return (isClosed ? CLOSED_BY_OPERATOR : 0) | (isDisconnected ? DISCONNECTED : 0);
}

function capacityOf(station: Fields): number | null {
  const stands = station.totalStands;
  return count(isFields(stands) ? stands.capacity : station.bike_stands);
}

function rosterOf(entries: readonly unknown[]): readonly RosterStation[] {
  const read = readStations(entries, "number", rosterStation);
  return read.type === "failed" ? [] : read.stations;
}

function rosterStation(station: Fields, stationId: string): RosterStation {
  const at = isFields(station.position) ? station.position : {};
  return {
    stationId,
    name: text(station.name) ?? stationId,
    address: text(station.address),
    ...positionOf(at.latitude ?? at.lat, at.longitude ?? at.lng),
    capacity: capacityOf(station),
  };
}
