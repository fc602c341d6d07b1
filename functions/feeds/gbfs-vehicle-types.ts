import type { VehicleTypes } from "../core/feed.ts";
import { type Fields, gbfsData, isFields } from "./json.ts";
import { idOf } from "./readings.ts";

/** Limits the ids that are kept: they are saved with the system's memory at every poll. */
const IDS_CHARACTERS_MAX = 1_500;
const ELECTRIC: ReadonlySet<unknown> = new Set(["electric_assist", "electric"]);
const BIKES: ReadonlySet<unknown> = new Set(["bicycle", "cargo_bicycle", undefined]);

/**
 * Tells which types of a vehicle_types (2.1 and later) are e-bikes, by propulsion and form: an electric scooter is not
 * one. A type that cannot be read is left out, and unknown. Returns null when none is left, or too many to be saved.
 */
export function readVehicleTypes(body: string): VehicleTypes | null {
  const types = gbfsData(body)?.vehicle_types;
  if (!Array.isArray(types)) return null;
  const ebikes: string[] = [];
  const others: string[] = [];
  let characters = 0;
  for (const type of types) {
    const id = isFields(type) ? idOf(type.vehicle_type_id) : null;
    if (!isFields(type) || id === null) continue;
    characters += id.length + 1;
    if (characters > IDS_CHARACTERS_MAX) return null;
    (isEbike(type) ? ebikes : others).push(id);
  }
  return characters === 0 ? null : { ebikes, others };
}

function isEbike(type: Fields): boolean {
  return ELECTRIC.has(type.propulsion_type) && BIKES.has(type.form_factor);
}
