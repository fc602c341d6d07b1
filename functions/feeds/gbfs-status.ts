import type { FeedFailure, VehicleTypes } from "../core/feed.ts";
import { DOCKS_CONTRADICTED, INSTALLED, RENTING, RETURNING, VEHICLES_CONTRADICTED } from "../core/flags.ts";
import type { Observation } from "../core/observation.ts";
import { type EbikeTypes, ebikeTypesOf, gbfsEbikes } from "./ebikes.ts";
import { failure } from "./failure.ts";
import { type Fields, gbfsStation, gbfsStations, isFields } from "./json.ts";
import type { ParsedStatus } from "./parsed-status.ts";
import { count, epochMs, flagBits, overfullBit } from "./readings.ts";
import { readStations } from "./stations.ts";

/**
 * Reads a station_status of GBFS 1.0 to 3.1. It looks at the fields, not at the version, which is often wrong. Source:
 * gbfs.md of MobilityData, "station_status.json". When `vehicleTypes` is null, e-bikes are known only where the feed
 * counts them separately.
 */
export function readGbfsStatus(body: unknown, vehicleTypes: VehicleTypes | null): ParsedStatus | FeedFailure {
  const entries = gbfsStations(body);
  if (entries === null || !isFields(body)) {
    return failure("the body is no station_status, expected a list at data.stations");
  }
  const types = vehicleTypes === null ? null : ebikeTypesOf(vehicleTypes);
  const read = readStations(entries.map(gbfsStation), "station_id", (station, stationId) =>
    observation(station, stationId, types),
  );
  if (read.type === "failed") return read;
  const publishedAt = epochMs(body.last_updated);
  return { ...read, type: "status", publishedAt, ttlSeconds: count(body.ttl) ?? 0, readRoster: null };
}

function observation(station: Fields, stationId: string, types: EbikeTypes | null): Observation {
  const vehicles = vehiclesOf(station);
  const isContradicted = vehicles === 0 && (sumOfTypes(station.vehicle_types_available) ?? 0) > 0;
  const docks = count(station.num_docks_available);
  const areDocksContradicted = docks === 0 && (sumOfTypes(station.vehicle_docks_available) ?? 0) > 0;
  return {
    stationId,
    vehicles,
    docks,
    flags:
      flagBits(INSTALLED, station.is_installed) |
      flagBits(RENTING, station.is_renting) |
      flagBits(RETURNING, station.is_returning) |
      (isContradicted ? VEHICLES_CONTRADICTED : 0) |
      (areDocksContradicted ? DOCKS_CONTRADICTED : 0) |
      overfullBit(vehicles, station.num_docks_available),
    ebikes: gbfsEbikes(station, vehicles, types),
  };
}

/** The feed's total is used even when the counts by type add up to something else; their sum replaces a bad total. */
function vehiclesOf(station: Fields): number | null {
  const given = station.num_vehicles_available;
  const vehicles = count(given === undefined ? station.num_bikes_available : given);
  return vehicles ?? sumOfTypes(station.vehicle_types_available);
}

function sumOfTypes(types: unknown): number | null {
  if (!Array.isArray(types)) return null;
  let sum = 0;
  for (const type of types) if (isFields(type)) sum += count(type.count) ?? 0;
  return count(sum);
}
