import { isFields, parseJson } from "../../functions/feeds/json.ts";
import { loopbackUrl } from "./addresses.ts";

interface Feed {
  readonly name: string;
  /** As gbfs.json has it, relative perhaps. */
  readonly written: string;
  readonly url: URL;
}

/** The feeds that a gbfs.json lists, in every language; GBFS 3 has one list and no language. */
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

/** The URLs that a gbfs.json names as station_status; none for a body that is no gbfs.json. */
export function statusUrls(body: string, baseUrl: URL): URL[] {
  const feeds = feedsOf(parse(body), baseUrl);
  return feeds.filter(({ name }) => name === "station_status").map(({ url }) => url);
}

/**
 * The gbfs.json with its feeds on the tape's server: all of them, so that who watches a tape never asks the live
 * feed; what the tape lacks is a 404 there. Untouched where it lists no feed.
 */
export function onLoopback(body: string, baseUrl: URL, origin: string): string {
  const gbfs = parse(body);
  const urls = new Map(feedsOf(gbfs, baseUrl).map(({ written, url }) => [written, loopbackUrl(origin, url)]));
  if (urls.size === 0) return body;
  try {
    return JSON.stringify(gbfs, (key, value) => (key === "url" ? (urls.get(value) ?? value) : value));
  } catch {
    // Nested too deep to be written again: better no feeds at all than the live ones.
    return "null";
  }
}

function parse(body: string): unknown {
  const json = parseJson(body);
  return json.type === "json" ? json.value : null;
}
