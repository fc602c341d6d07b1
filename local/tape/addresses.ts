import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { JCDECAUX_API_URL } from "../../functions/systems/feed-host.ts";

const KEY_PARAMETER = "apiKey";

/**
 * Returns the address by which requests and taped URLs are matched: host, path and query, without the scheme and an API
 * key. The order of parameters does not matter.
 */
export function addressOf(url: URL): string {
  const query = new URLSearchParams(url.search);
  query.delete(KEY_PARAMETER);
  query.sort();
  const search = query.toString();
  return `${url.host}${url.pathname}${search === "" ? "" : `?${search}`}`;
}

/**
 * Tells whether a request to this address polls the system's status. `named` are the addresses that its gbfs.json names
 * for it; while there are none, the path decides.
 */
export function isStatusAddress(address: string, { kind }: SystemEntry, named: ReadonlySet<string>): boolean {
  const [path = ""] = address.split("?", 1);
  if (kind === "jcdecaux") return /\/vls\/v\d+\/stations$/.test(path);
  return named.size > 0 ? named.has(address) : /\/station_status(\.json)?$/.test(path);
}

/** Returns the taped address that a request to the tape's server means: `/<host>/<path>?<query>`. */
export function requestedAddress(url: URL): string {
  const [, host = "", path = "/"] = /^\/([^/]*)(.*)$/.exec(url.pathname) ?? [];
  const target = `http://${decodeURIComponentSafely(host)}${path || "/"}${url.search}`;
  return URL.canParse(target) ? addressOf(new URL(target)) : "";
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Returns the URL at which the tape's server has a taped URL. */
export function loopbackUrl(origin: string, url: URL): string {
  return `${origin}/${url.host}${url.pathname}${url.search}`;
}

/** Returns the URL where a poller starts: gbfs.json, or the address of the JCDecaux API. */
function startUrl(system: SystemEntry): URL {
  return new URL(system.kind === "gbfs" ? system.url : (system.url ?? JCDECAUX_API_URL));
}

/** Returns the address of the system's gbfs.json; null for JCDecaux, which has none. */
export function discoveryAddressOf(system: SystemEntry): string | null {
  return system.kind === "gbfs" ? addressOf(startUrl(system)) : null;
}

/** Returns the entry with the tape's server in place of the feed. */
export function loopbackEntry(origin: string, system: SystemEntry): SystemEntry {
  return { ...system, url: loopbackUrl(origin, startUrl(system)).replace(/\/$/, "") };
}
