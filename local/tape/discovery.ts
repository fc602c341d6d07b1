import { isFields, parseJson } from "../../functions/feeds/json.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { loopbackUrl } from "./addresses.ts";
import type { TapeResponse } from "./tape.ts";

/** The files of GBFS that are polled; a tape without a gbfs.json is read by their usual names. */
const FILES = [
  "station_status",
  "station_information",
  "system_information",
  "vehicle_types",
  "system_hours",
  "system_calendar",
];

/** Returns a gbfs.json in place of one that the tape lacks, naming the files that it has; null when there are none. */
export function discoveryOf(responses: readonly TapeResponse[], system: SystemEntry): TapeResponse | null {
  const feeds = responses.flatMap(({ url }) => {
    const [, name = ""] = /\/(\w+)(?:\.json)?$/.exec(new URL(url).pathname) ?? [];
    return FILES.includes(name) ? [{ name, url }] : [];
  });
  if (feeds.length === 0 || system.kind !== "gbfs") return null;
  const body = JSON.stringify({ data: { feeds } });
  return { at: 0, url: system.url, status: 200, headers: {}, body };
}

interface Feed {
  readonly name: string;
  /** The URL as gbfs.json writes it, perhaps relative. */
  readonly written: string;
  readonly url: URL;
}

/** Returns the feeds that a gbfs.json lists, in every language; GBFS 3 has one list without a language. */
function feedsOf(gbfs: unknown, baseUrl: URL): Feed[] {
  const found: Feed[] = [];
  if (!isFields(gbfs) || !isFields(gbfs.data)) return found;
  const lists = [
    gbfs.data.feeds,
    ...Object.values(gbfs.data).map((part) => (isFields(part) ? part.feeds : null)),
  ];
  for (const feed of lists.flatMap((list) => (Array.isArray(list) ? list : []))) {
    if (!isFields(feed) || typeof feed.name !== "string" || typeof feed.url !== "string") continue;
    const { name, url: written } = feed;
    if (URL.canParse(written, baseUrl.href)) found.push({ name, written, url: new URL(written, baseUrl) });
  }
  return found;
}

/** Returns the URLs that a gbfs.json names as station_status; none when the body is not a gbfs.json. */
export function statusUrls(body: string, baseUrl: URL): URL[] {
  const feeds = feedsOf(parse(body), baseUrl);
  return feeds.filter(({ name }) => name === "station_status").map(({ url }) => url);
}

/**
 * Returns the gbfs.json with all its feeds on the tape's server, so that a poller on a tape never asks the live feed; a
 * feed that the tape lacks is a 404 there. Returns the body unchanged when it lists no feed.
 */
export function onLoopback(body: string, baseUrl: URL, origin: string): string {
  const gbfs = parse(body);
  const urls = new Map(feedsOf(gbfs, baseUrl).map(({ written, url }) => [written, loopbackUrl(origin, url)]));
  if (urls.size === 0) return body;
  try {
    return JSON.stringify(gbfs, (key, value) => (key === "url" ? (urls.get(value) ?? value) : value));
  } catch {
    // The JSON is nested too deep to be written again: no feeds are better than the live ones.
    return "null";
  }
}

function parse(body: string): unknown {
  const json = parseJson(body);
  return json.type === "json" ? json.value : null;
}
