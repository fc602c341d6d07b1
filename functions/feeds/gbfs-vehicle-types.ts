import type { VehicleTypes } from "../core/feed.ts";
import { type Fields, gbfsData, isFields } from "./json.ts";
import { idOf } from "./readings.ts";

/** Limits the ids that are kept, since they are saved with the system's memory at every poll: some 400 long ids. */
const IDS_CHARACTERS_MAX = 16_000;
const ELECTRIC: ReadonlySet<unknown> = new Set(["electric_assist", "electric"]);
const BIKES: ReadonlySet<unknown> = new Set(["bicycle", "cargo_bicycle", undefined]);

/**
 * Tells which types of a vehicle_types (2.1 and later) are e-bikes, by propulsion and form: an electric scooter is not
 * one. A type that cannot be read is left out, and unknown. Returns null when none is left.
 */
export function readVehicleTypes(body: string): VehicleTypes | null {
  const types = gbfsData(body)?.vehicle_types;
  if (!Array.isArray(types)) return null;
  const ebikes: string[] = [];
  const others: string[] = [];
  for (const type of types) {
    const id = isFields(type) ? idOf(type.vehicle_type_id) : null;
    if (isFields(type) && id !== null) (isEbike(type) ? ebikes : others).push(id);
  }
  return ebikes.length + others.length === 0 ? null : { ebikes, others };
}

/** Returns a sentence when the ids are too long to be kept, otherwise null. */
export function tooLongToKeep({ ebikes, others }: VehicleTypes): string | null {
  const ids = [...ebikes, ...others];
  const characters = ids.reduce((sum, id) => sum + id.length + 1, 0);
  if (characters <= IDS_CHARACTERS_MAX) return null;
  const long = `the ids of ${ids.length} vehicle types have ${characters} characters`;
  return `${long}, expected at most ${IDS_CHARACTERS_MAX}: e-bikes are unknown where the feed counts them by type alone`;
}

function isEbike(type: Fields): boolean {
  return ELECTRIC.has(type.propulsion_type) && BIKES.has(type.form_factor);
}
