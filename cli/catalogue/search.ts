import { nearest } from "../../functions/systems/nearest.ts";
import { folded } from "../search/folded.ts";
import type { CatalogueSystem } from "./catalogue.ts";

/**
 * Returns the systems that match every word of the query: anywhere in name, location or id, or as the country code.
 * The order is by likelihood: id or name equals the query, then the country, then name or location begins with it.
 */
export function searchCatalogue<System extends CatalogueSystem>(
  systems: readonly System[],
  query: string,
): System[] {
  const asked = folded(query).trim();
  const words = asked.split(/\s+/);
  const found = systems.filter((system) => {
    const text = folded(`${system.name}\n${system.location}\n${system.catalogueId}`);
    const country = folded(system.countryCode);
    // A word equal to the country code matches too: two letters occur in most names, so the rank prefers the country.
    return words.every((word) => word === country || text.includes(word));
  });
  return found.toSorted((a, b) => rank(a, asked) - rank(b, asked));
}

/** Returns whether the query equals the system's id or name. */
export function isNamed({ catalogueId, name }: CatalogueSystem, query: string): boolean {
  const asked = folded(query).trim();
  return folded(catalogueId) === asked || folded(name) === asked;
}

function rank(system: CatalogueSystem, asked: string): number {
  if (isNamed(system, asked)) return 0;
  if (folded(system.countryCode) === asked) return 1;
  if (folded(system.name).startsWith(asked)) return 2;
  return folded(system.location).startsWith(asked) ? 3 : 4;
}

/** Returns what a query without results may have meant; null when nothing is near. */
export function suggestion(systems: readonly CatalogueSystem[], query: string): string | null {
  const candidates = systems.flatMap(({ name, location, catalogueId }) => [location, name, catalogueId]);
  return nearest(query.trim(), [...new Set(candidates)]);
}
