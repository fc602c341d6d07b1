import { API_KEY_IN_REQUEST, HEADERS } from "../../functions/systems/access-fields.ts";
import type { GbfsEntry } from "../../functions/systems/configuration.ts";
import { cutBytes } from "../../functions/words/text.ts";
import type { CatalogueSystem } from "./catalogue.ts";
import { withoutAccents } from "./folded.ts";

/** A system of the catalogue under an id that systems.json takes and no other of the catalogue has. */
export interface ListedSystem extends CatalogueSystem {
  readonly systemId: string;
}

const SYSTEM_ID_CHARACTERS_MAX = 64;
/** Room for a number behind an id that is there twice; a larger one takes more of the id. */
const NUMBER_CHARACTERS_MAX = 4;
/** No text has fewer bytes than the characters that systems.json counts. */
const NAME_BYTES_MAX = 200;

/**
 * Gives every system its id, in the order of the catalogue, so that a query does not change it: accents are taken
 * off, what systems.json does not take becomes a hyphen, and a second system of the same id gets a number.
 */
export function withSystemIds(systems: readonly CatalogueSystem[]): ListedSystem[] {
  // Of each id that is taken the number that another one of it may get, so that none is counted through twice.
  const numbers = new Map<string, number>();
  return systems.map((system) => {
    const wanted = systemIdOf(system.catalogueId);
    // Ids are compared as file systems would, so that none differs by its capitals alone.
    const key = wanted.toLowerCase();
    let systemId = wanted;
    let number = numbers.get(key) ?? 2;
    while (numbers.has(systemId.toLowerCase())) systemId = numbered(wanted, number++);
    numbers.set(key, number);
    if (systemId !== wanted) numbers.set(systemId.toLowerCase(), 2);
    return { ...system, systemId };
  });
}

function numbered(wanted: string, number: number): string {
  const end = `-${number}`;
  return wanted.slice(0, SYSTEM_ID_CHARACTERS_MAX - end.length) + end;
}

function systemIdOf(catalogueId: string): string {
  const id = withoutAccents(catalogueId)
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, SYSTEM_ID_CHARACTERS_MAX - NUMBER_CHARACTERS_MAX);
  return id === "" ? "system" : id;
}

/** What stands in an entry where only its user knows what belongs there. */
export const HEADER_TO_FILL_IN = "FILL-IN";

/**
 * What to add to systems.json, and valid there. A key is looked for in an environment variable named by the id;
 * where the catalogue asks for one in a way that systems.json does not know, the entry says nothing of it.
 */
export function entryOf(system: ListedSystem): GbfsEntry {
  const { systemId, name, discoveryUrl } = system;
  return {
    systemId,
    kind: "gbfs",
    ...(name === "" ? {} : { name: cutBytes(name, NAME_BYTES_MAX, "") }),
    url: secure(discoveryUrl),
    ...accessOf(system),
  };
}

/** Of several names one is the secret's; the others say who asks. */
function accessOf({ systemId, authentication }: ListedSystem): Pick<GbfsEntry, "headers" | "apiKey"> {
  const { kind, names } = authentication;
  const secret = names.findLast((name) => /key|secret|token|auth/i.test(name)) ?? names.at(-1);
  const others = names.filter((name) => name !== secret);
  const key = API_KEY_IN_REQUEST.safeParse({ environment: variableOf(systemId), in: kind, name: secret });
  const headers = HEADERS.safeParse(Object.fromEntries(others.map((name) => [name, HEADER_TO_FILL_IN])));
  if (!key.success || (others.length > 0 && (kind !== "header" || !headers.success))) return {};
  return others.length > 0 ? { headers: headers.data, apiKey: key.data } : { apiKey: key.data };
}

function variableOf(systemId: string): string {
  const name = `${systemId}_API_KEY`.toUpperCase().replace(/\W/g, "_");
  return /^\d/.test(name) ? `_${name}` : name;
}

/** Only https: is fetched, and most servers that are listed by http: have it. */
function secure(url: string): string {
  return url.replace(/^http:/i, "https:");
}
