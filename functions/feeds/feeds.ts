import { createHash } from "node:crypto";
import type {
  FeedFailure,
  FeedPort,
  FeedUrls,
  KnownBody,
  RosterAnswer,
  StatusAnswer,
} from "../poll/ports.ts";
import type { GbfsEntry, JcdecauxEntry, SystemEntry } from "../systems/configuration.ts";
import { failure, speakableUrl } from "./failure.ts";
import { createFetcher, type Fetched, type Fetcher, type FetcherOptions } from "./fetcher.ts";
import { parseDiscovery } from "./gbfs-discovery.ts";
import { parseStationInformation, parseTimeZone } from "./gbfs-roster.ts";
import { jcdecauxUrl } from "./jcdecaux.ts";
import { parseStatus } from "./parse.ts";

export interface FeedsOptions extends FetcherOptions {
  /** The API key of a JCDecaux system; null where it has none. */
  readonly keyOf: (system: JcdecauxEntry) => Promise<string | null>;
}

export interface Feeds extends FeedPort {
  /** Ends the connections that are kept open. */
  close(): void;
}

/** The feeds of the world over HTTP. */
export function createFeeds(options: FeedsOptions): Feeds {
  const fetcher = createFetcher(options);
  return {
    discover: async (system) =>
      system.kind === "gbfs" ? discoverGbfs(fetcher, system) : discoverJcdecaux(system),
    fetchStatus: async (system, urls, known) => {
      const key = await readKey(options.keyOf, system);
      if (key.type === "failed") return key;
      return fetchStatus(fetcher, system, urls.status, key.value, known);
    },
    fetchRoster: async (system, urls) =>
      system.kind === "gbfs" ? fetchRoster(fetcher, system, urls) : { type: "absent" },
    close: fetcher.close,
  };
}

/** What tells one body from another: sha256 of the decoded text, base64url. */
export function bodyHashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

async function discoverGbfs(fetcher: Fetcher, system: GbfsEntry): Promise<FeedUrls | FeedFailure> {
  const fetched = await fetchWhole(fetcher, system.url);
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
  fetcher: Fetcher,
  system: SystemEntry,
  url: string,
  key: string | null,
  known: KnownBody | null,
): Promise<StatusAnswer> {
  const fetched = await fetcher.get(withKey(url, key), known?.etag ?? null);
  if (fetched.type === "failed") return fetched;
  if (fetched.type === "not-modified") return { type: "unchanged", etag: fetched.etag };
  const body: KnownBody = { etag: fetched.etag, bodyHash: bodyHashOf(fetched.text) };
  if (body.bodyHash === known?.bodyHash) return { type: "unchanged", etag: body.etag ?? known.etag };
  const parsed = parseStatus(system, fetched.text);
  if (parsed.type === "failed") return located(withoutKey(parsed, system, fetched.text, key), fetched.url);
  const { readRoster, ...status } = parsed;
  return { ...status, body, roster: readRoster === null ? null : readRoster() };
}

async function fetchRoster(fetcher: Fetcher, system: GbfsEntry, urls: FeedUrls): Promise<RosterAnswer> {
  if (urls.stationInformation === null) return { type: "absent" };
  const fetched = await fetchWhole(fetcher, urls.stationInformation);
  if (fetched.type === "failed") return fetched.httpStatus === 404 ? { type: "absent" } : fetched;
  const parsed = parseStationInformation(fetched.text);
  if (parsed.type === "failed") return located(parsed, fetched.url);
  const timeZone = system.timeZone ?? (await fetchTimeZone(fetcher, urls));
  return { type: "roster", timeZone, stations: parsed.stations };
}

async function fetchTimeZone(fetcher: Fetcher, urls: FeedUrls): Promise<string | null> {
  if (urls.systemInformation === null) return null;
  const fetched = await fetchWhole(fetcher, urls.systemInformation);
  return fetched.type === "failed" ? null : parseTimeZone(fetched.text);
}

async function fetchWhole(fetcher: Fetcher, url: string): Promise<Fetched | FeedFailure> {
  const fetched = await fetcher.get(url, null);
  if (fetched.type !== "not-modified") return fetched;
  return failure("answered with status 304 to a request without an ETag", 304);
}

/** The failure of a body that came with status 200, with the address that it came from. */
function located({ reason }: FeedFailure, url: string): FeedFailure {
  return failure(`${speakableUrl(new URL(url))}: ${reason}`, 200);
}

interface Key {
  readonly type: "key";
  readonly value: string | null;
}

async function readKey(keyOf: FeedsOptions["keyOf"], system: SystemEntry): Promise<Key | FeedFailure> {
  if (system.kind !== "jcdecaux") return { type: "key", value: null };
  try {
    return { type: "key", value: await keyOf(system) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return failure(`the API key of ${system.systemId} could not be read: ${why}`);
  }
}

function withKey(url: string, key: string | null): string {
  if (key === null || !URL.canParse(url)) return url;
  const keyed = new URL(url);
  keyed.searchParams.set("apiKey", key);
  return keyed.href;
}

/** A server may repeat the key in its answer, and a reason quotes answers: then it quotes one without the key. */
function withoutKey(failed: FeedFailure, system: SystemEntry, text: string, key: string | null): FeedFailure {
  if (key === null || key === "" || !text.includes(key)) return failed;
  const parsed = parseStatus(system, text.replaceAll(key, "…"));
  return parsed.type === "failed" ? parsed : failure("the body is no list of stations");
}
