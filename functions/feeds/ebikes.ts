import type { VehicleTypes } from "../core/feed.ts";
import { type Fields, isFields } from "./json.ts";
import { count, idOf } from "./readings.ts";

/** Tells of each type of vehicle whether it is an e-bike; has no entry for an unknown type. */
export type EbikeTypes = ReadonlyMap<unknown, boolean>;

export function ebikeTypesOf({ ebikes, others }: VehicleTypes): EbikeTypes {
  const types = new Map<unknown, boolean>();
  for (const id of others) types.set(id, false);
  for (const id of ebikes) types.set(id, true);
  return types;
}

/**
 * Returns the e-bikes of a GBFS station: the count that many feeds add to it, else the sum of its e-bike types.
 * Undefined (unknown) when neither is there, and when there would be more e-bikes than vehicles.
 */
export function gbfsEbikes(
  station: Fields,
  vehicles: number | null,
  types: EbikeTypes | null,
): number | undefined {
  const ebikes =
    count(station.num_ebikes_available) ??
    namedEbikes(station.num_bikes_available_types) ??
    (types === null ? null : typedEbikes(station.vehicle_types_available, types));
  return possible(ebikes, vehicles);
}

/** Reads `{mechanical, ebike}`, or a list of objects with one such field each, as Smovengo and PBSC write it. */
function namedEbikes(types: unknown): number | null {
  if (types === undefined) return null;
  if (Array.isArray(types)) {
    const named: unknown = types.find((type) => isFields(type) && type.ebike !== undefined);
    return isFields(named) ? count(named.ebike) : null;
  }
  return isFields(types) ? count(types.ebike) : null;
}

function typedEbikes(counts: unknown, types: EbikeTypes): number | null {
  if (!Array.isArray(counts)) return null;
  let ebikes = 0;
  for (const entry of counts) {
    const given = isFields(entry) ? count(entry.count) : null;
    const isEbike = isFields(entry) ? types.get(idOf(entry.vehicle_type_id)) : undefined;
    if (given === null || (isEbike === undefined && given > 0)) return null;
    if (isEbike === true) ebikes += given;
  }
  return count(ebikes);
}

/** Returns the e-bikes of a station in JCDecaux's API v3: the total, else the sum of the two kinds of battery. */
export function jcdecauxEbikes(availabilities: Fields | null, vehicles: number | null): number | undefined {
  if (availabilities === null) return undefined;
  return possible(count(availabilities.electricalBikes) ?? byBattery(availabilities), vehicles);
}

function byBattery(availabilities: Fields): number | null {
  const internal = count(availabilities.electricalInternalBatteryBikes);
  if (internal === null) return null;
  const removable = count(availabilities.electricalRemovableBatteryBikes);
  return removable === null ? null : count(internal + removable);
}

function possible(ebikes: number | null, vehicles: number | null): number | undefined {
  return ebikes === null || (vehicles !== null && ebikes > vehicles) ? undefined : ebikes;
}
