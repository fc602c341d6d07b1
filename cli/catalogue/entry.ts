import { API_KEY_IN_REQUEST, HEADERS } from "../../functions/systems/access-fields.ts";
import type { GbfsEntry } from "../../functions/systems/configuration.ts";
import { cutBytes } from "../../functions/words/text.ts";
import { withoutAccents } from "../search/folded.ts";
import type { CatalogueSystem } from "./catalogue.ts";

/** A system of the catalogue with an id that is valid in systems.json and unique in the catalogue. */
export interface ListedSystem extends CatalogueSystem {
  readonly systemId: string;
}

const SYSTEM_ID_CHARACTERS_MAX = 64;
/** Characters kept free for the number behind a repeated id; a longer number cuts more of the id. */
const NUMBER_CHARACTERS_MAX = 4;
/** Bytes of a name: systems.json limits characters to as many, and a text never has fewer bytes than characters. */
const NAME_BYTES_MAX = 200;

/**
 * Gives every system its id, in the order of the catalogue, so that ids do not depend on the query: accents are
 * removed, characters that systems.json refuses become a hyphen, and a repeated id gets a number.
 */
export function withSystemIds(systems: readonly CatalogueSystem[]): ListedSystem[] {
  // Maps each taken id to the next number to try for a repeat, so that no number is tried twice.
  const numbers = new Map<string, number>();
  return systems.map((system) => {
    const wanted = systemIdOf(system.catalogueId);
    // Ids must differ by more than capitals, as file names must on some file systems.
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

/** The placeholder for a header's value that only the user knows. */
export const HEADER_TO_FILL_IN = "FILL-IN";

/**
 * Returns a valid entry for systems.json. It reads a key from an environment variable named after the id, and has no
 * key where the catalogue asks for one in a way that systems.json does not support.
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

/** Takes one of the names for the key's; headers of the other names identify the caller. */
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

/** Returns the URL with https:, since only that is fetched and most servers listed with http: support it. */
function secure(url: string): string {
  return url.replace(/^http:/i, "https:");
}
