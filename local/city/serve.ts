import type { IncomingMessage, ServerResponse } from "node:http";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { type Answer, answerGbfs, answerJcdecaux } from "./answers.ts";
import type { City } from "./city.ts";
import type { GbfsFeed } from "./gbfs.ts";
import { serveOnLoopback } from "./loopback.ts";
import { createReader } from "./readings.ts";

export type CityFeed = "gbfs-2.3" | "gbfs-3.0" | "jcdecaux-v1" | "jcdecaux-v3";

export interface CityServerOptions {
  readonly city: City;
  /** Returns city time in milliseconds; each request asks it and advances the city to it. */
  readonly cityClock: () => number;
  /** Returns wall time in milliseconds, which the feed's own times use, never city time. */
  readonly now: () => number;
  /** GBFS 2.3 where absent. */
  readonly feed?: CityFeed;
  /** The ttl of the GBFS bodies; 1 where absent, since a fast city changes all the time. */
  readonly ttlSeconds?: number;
  /** The key that JCDecaux demands; absent means none. */
  readonly apiKey?: string;
  /** Receives each request's path and query before the city does; returns true when it answers the request itself. */
  readonly intercept?: (path: string, response: ServerResponse) => boolean;
}

export interface CityServer {
  /** The URL of gbfs.json, or of the stations without a key. */
  readonly url: string;
  /** The entry of systems.json that watches the city. */
  readonly entry: SystemEntry;
  close(): Promise<void>;
}

/** The variable that holds the key, when one is demanded. */
export const API_KEY_VARIABLE = "RIVERTON_API_KEY";
/** City time is read as local time: see tides.ts. */
const TIME_ZONE = "Etc/UTC";

/** Serves a city on loopback, as its operator would. */
export async function serveCity(options: CityServerOptions): Promise<CityServer> {
  const { city, cityClock, now, feed = "gbfs-2.3", ttlSeconds = 1, apiKey = null } = options;
  const systemId = city.name.toLowerCase();
  const readCity = createReader(city, now);
  const builtAt = now();

  function answerOf(request: IncomingMessage, url: URL): Answer {
    city.advanceTo(cityClock());
    const publication = readCity();
    if (feed === "jcdecaux-v1" || feed === "jcdecaux-v3")
      return answerJcdecaux(systemId, apiKey, url, publication);
    const version = feed === "gbfs-3.0" ? "3.0" : "2.3";
    const baseUrl = `${server.origin}/${systemId}`;
    const gbfs: GbfsFeed = { version, city, systemId, timeZone: TIME_ZONE, ttlSeconds, baseUrl, builtAt };
    return answerGbfs(gbfs, url, request.headers["if-none-match"] ?? null, publication);
  }

  const server = await serveOnLoopback((request, response, url) => {
    if (options.intercept?.(`${url.pathname}${url.search}`, response) === true) return;
    const { status, headers, body } = answerOf(request, url);
    response.writeHead(status, headers).end(body);
  });

  const entry = entryOf(feed, server.origin, systemId, city.name, apiKey !== null);
  const stations = entry.kind === "jcdecaux" ? `/vls/v${entry.apiVersion}/stations?contract=${systemId}` : "";
  return { url: `${entry.url}${stations}`, entry, close: server.close };
}

function entryOf(
  feed: CityFeed,
  origin: string,
  systemId: string,
  name: string,
  keyed: boolean,
): SystemEntry {
  if (feed === "gbfs-2.3" || feed === "gbfs-3.0") {
    return { systemId, name, kind: "gbfs", url: `${origin}/${systemId}/gbfs.json` };
  }
  return {
    systemId,
    name,
    timeZone: TIME_ZONE,
    kind: "jcdecaux",
    contract: systemId,
    apiVersion: feed === "jcdecaux-v1" ? 1 : 3,
    url: origin,
    ...(keyed ? { apiKey: { environment: API_KEY_VARIABLE } } : {}),
  };
}
