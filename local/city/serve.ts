import type { IncomingMessage, ServerResponse } from "node:http";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { type Answer, answerGbfs, answerJcdecaux } from "./answers.ts";
import type { City } from "./city.ts";
import type { GbfsFeed } from "./gbfs.ts";
import { serveOnLoopback } from "./loopback.ts";
import { createReader } from "./readings.ts";

export type CityFeed = "gbfs-2.3" | "gbfs-3.0" | "jcdecaux-v1" | "jcdecaux-v3";

/** Something that goes wrong with one request. What is not said is as it would have been. */
export interface Trouble {
  readonly status?: number;
  /** In place of the true body, word for word. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Before the answer begins. */
  readonly delayMs?: number;
  /** No answer: the connection is cut, after `delayMs` where that is given. */
  readonly hangUp?: boolean;
}

export interface CityServerOptions {
  readonly city: City;
  /** City time in milliseconds: asked at each request, and the city lives on until then. */
  readonly cityClock: () => number;
  /** Wall time in milliseconds, for the feed's own times: those are never city time. */
  readonly now: () => number;
  /** GBFS 2.3 where absent. */
  readonly feed?: CityFeed;
  /** What the GBFS bodies say; 1 where absent, as a city in a hurry changes all the time. */
  readonly ttlSeconds?: number;
  /** The key that JCDecaux demands; none where absent. */
  readonly apiKey?: string;
  /** Asked at each request, with its path and query; null lets it be answered truly. */
  readonly trouble?: (path: string) => Trouble | null;
}

export interface CityServer {
  /** Of gbfs.json, or of the stations without a key. */
  readonly url: string;
  /** What systems.json has to say to watch it. */
  readonly entry: SystemEntry;
  close(): Promise<void>;
}

/** Where the entry says that the key is, when one is demanded. */
export const API_KEY_VARIABLE = "RIVERTON_API_KEY";
/** City time read as local time: see tides.ts. */
const TIME_ZONE = "Etc/UTC";

/** Serves a city on loopback, as its operator would. */
export async function serveCity(options: CityServerOptions): Promise<CityServer> {
  const { city, cityClock, now, feed = "gbfs-2.3", ttlSeconds = 1, apiKey = null, trouble } = options;
  const systemId = city.name.toLowerCase();
  const readCity = createReader(city, now);
  const builtAt = now();

  function answerTruly(request: IncomingMessage, url: URL): Answer {
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
    const wrong = trouble?.(`${url.pathname}${url.search}`) ?? {};
    const reply = () => {
      if (wrong.hangUp === true) response.destroy();
      else send(response, { ...answerTruly(request, url), ...replacedBy(wrong) });
    };
    if (wrong.delayMs === undefined) return reply();
    const timer = setTimeout(reply, wrong.delayMs);
    response.once("close", () => clearTimeout(timer));
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

/** A trouble that changes the status or the body also loses the headers that told about the true one. */
function replacedBy({ status, body, headers }: Trouble): Partial<Answer> {
  if (status === undefined && body === undefined) return headers === undefined ? {} : { headers };
  return {
    status: status ?? 200,
    headers: headers ?? { "content-type": "text/plain" },
    ...(body === undefined ? {} : { body }),
  };
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers).end(body);
}
