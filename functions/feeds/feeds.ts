import { createHash } from "node:crypto";
import type {
  FeedFailure,
  FeedUrls,
  KnownBody,
  RosterAnswer,
  StatusAnswer,
  VehicleTypes,
} from "../core/feed.ts";
import { readingsOf } from "../core/observation.ts";
import type { GbfsEntry, JcdecauxEntry, SystemEntry } from "../systems/configuration.ts";
import type { Fetched } from "./answer.ts";
import { credentialsOf, type KeyOf } from "./credentials.ts";
import { failure, speakableUrl } from "./failure.ts";
import { createFetcher, type Fetcher, type FetcherOptions } from "./fetcher.ts";
import { parseDiscovery } from "./gbfs-discovery.ts";
import { parseStationInformation } from "./gbfs-roster.ts";
import { jcdecauxUrl } from "./jcdecaux.ts";
import { parseStatus } from "./parse.ts";
import { fetchSystemFacts } from "./system-facts.ts";

export interface FeedsOptions extends FetcherOptions {
  readonly keyOf: KeyOf;
}

export type Feeds = ReturnType<typeof createFeeds>;

/** Asks for one system's files; what the system's operator wants in a request is known to it. */
export type Ask = (url: string, known: KnownBody | null) => ReturnType<Fetcher["get"]>;

/** Asks feeds over HTTP: the poller's FeedPort, not named here, so that the library knows no use case. */
export function createFeeds(options: FeedsOptions) {
  const fetcher = createFetcher(options);
  const feeds = feedsOver(async (system) => {
    const credentials = await credentialsOf(system, options.keyOf);
    if (credentials.type === "failed") return credentials;
    return (url, known) => fetcher.get(url, known, credentials);
  });
  /** Closes the connections that are kept open. */
  return { ...feeds, close: fetcher.close };
}

/** Reads feeds out of the answers that `askAs` gets for a system, from the network or from a tape. */
export function feedsOver(askAs: (system: SystemEntry) => Promise<Ask | FeedFailure>) {
  const asking = async <Answer>(
    system: SystemEntry,
    work: (ask: Ask) => Promise<Answer>,
  ): Promise<Answer | FeedFailure> => {
    const ask = await askAs(system);
    return typeof ask === "function" ? work(ask) : ask;
  };
  return {
    discover: async (system: SystemEntry): Promise<FeedUrls | FeedFailure> =>
      system.kind === "gbfs" ? asking(system, (ask) => discoverGbfs(ask, system)) : discoverJcdecaux(system),
    fetchStatus: (
      system: SystemEntry,
      urls: FeedUrls,
      known: KnownBody | null,
      vehicleTypes: VehicleTypes | null,
    ): Promise<StatusAnswer> =>
      asking(system, (ask) => fetchStatus(ask, system, urls.status, known, vehicleTypes)),
    fetchRoster: async (system: SystemEntry, urls: FeedUrls): Promise<RosterAnswer> =>
      system.kind === "gbfs" ? asking(system, (ask) => fetchRoster(ask, system, urls)) : { type: "absent" },
  };
}

/** Returns the hash that tells bodies apart: sha256 of the decoded text, in base64url. */
export function bodyHashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

async function discoverGbfs(ask: Ask, system: GbfsEntry): Promise<FeedUrls | FeedFailure> {
  const fetched = await askWhole(ask, system.url);
  if (fetched.type === "failed") return fetched;
  const urls = parseDiscovery(fetched.text, fetched.url);
  return urls.type === "failed" ? located(urls, fetched.url) : urls;
}

function discoverJcdecaux(system: JcdecauxEntry): FeedUrls | FeedFailure {
  const status = jcdecauxUrl(system);
  if (!URL.canParse(status)) return failure("the address of the API is no URL, expected https://…");
  return { type: "urls", status, stationInformation: null, systemInformation: null };
}

async function fetchStatus(
  ask: Ask,
  system: SystemEntry,
  url: string,
  known: KnownBody | null,
  vehicleTypes: VehicleTypes | null,
): Promise<StatusAnswer> {
  const fetched = await ask(url, known);
  if (fetched.type === "failed") return fetched;
  const { etag, lastModified } = fetched;
  if (fetched.type === "not-modified") return { type: "unchanged", etag, lastModified };
  const body: KnownBody = { etag, lastModified, bodyHash: bodyHashOf(fetched.text) };
  if (body.bodyHash === known?.bodyHash) return { type: "unchanged", etag, lastModified };
  const parsed = parseStatus(system, fetched.text, vehicleTypes);
  if (parsed.type === "failed") return located(parsed, fetched.url);
  const { readRoster, ...status } = parsed;
  return {
    ...status,
    stations: readingsOf(status.stations),
    body,
    roster: readRoster === null ? null : readRoster(),
  };
}

async function fetchRoster(ask: Ask, system: GbfsEntry, urls: FeedUrls): Promise<RosterAnswer> {
  if (urls.stationInformation === null) return { type: "absent" };
  const fetched = await askWhole(ask, urls.stationInformation);
  if (fetched.type === "failed") return fetched.httpStatus === 404 ? { type: "absent" } : fetched;
  const parsed = parseStationInformation(fetched.text);
  if (parsed.type === "failed") return located(parsed, fetched.url);
  const facts = await fetchSystemFacts((url) => askWhole(ask, url), system, urls);
  return { type: "roster", ...facts, stations: parsed.stations };
}

async function askWhole(ask: Ask, url: string): Promise<Fetched | FeedFailure> {
  const fetched = await ask(url, null);
  if (fetched.type !== "not-modified") return fetched;
  return failure("answered with status 304 to a request without an ETag", 304);
}

/** Adds the address to the failure of a body that came with status 200. */
function located({ reason }: FeedFailure, url: string): FeedFailure {
  return failure(`${speakableUrl(new URL(url))}: ${reason}`, 200);
}
