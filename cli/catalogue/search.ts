import { nearest } from "../../functions/systems/nearest.ts";
import type { CatalogueSystem } from "./catalogue.ts";
import { folded } from "./folded.ts";

/**
 * The systems in which every word of the query is: anywhere in name, location or id, or as the country code. The
 * likeliest first: those whose id or name is the query, then those of that country, then those that begin with it.
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
    // Two letters are somewhere in most names: whoever writes a country's code means the country.
    return words.every((word) => word === country || text.includes(word));
  });
  return found.toSorted((a, b) => rank(a, asked) - rank(b, asked));
}

/** Whether the query is all of a system's id or name. */
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

/** What a query without any result may have meant; null where nothing is near. */
export function suggestion(systems: readonly CatalogueSystem[], query: string): string | null {
  const candidates = systems.flatMap(({ name, location, catalogueId }) => [location, name, catalogueId]);
  return nearest(query.trim(), [...new Set(candidates)]);
}
