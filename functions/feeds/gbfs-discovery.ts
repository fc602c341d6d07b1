import type { FeedFailure, FeedUrls } from "../core/feed.ts";
import { failure } from "./failure.ts";
import { neighbourOf } from "./gbfs-neighbours.ts";
import { isFields, parseJson } from "./json.ts";
import { isEnglish } from "./language.ts";

/** Limits a URL that is kept: URLs are saved with the system's memory at every poll. */
const URL_CHARACTERS_MAX = 2_048;

/**
 * Reads the feeds' addresses from a gbfs.json: `data.feeds[]` (3.x) or `data.<language>.feeds[]` (before). Each file is
 * taken from the first list that has an address for it, the English list first. `baseUrl` is where gbfs.json came from,
 * and addresses may be relative to it. Under an https: base, an http: address is asked by https:, since http: would be
 * refused. A failure names what the body is in place of a gbfs.json, and the addresses to use.
 */
export function parseDiscovery(text: string, baseUrl: string): FeedUrls | FeedFailure {
  const json = parseJson(text);
  if (json.type === "failed") return neighbourFailure(text, null, baseUrl) ?? json;
  const lists = feedLists(json.value);
  const feeds = lists.flat();
  const status = urlOf(feeds, "station_status", baseUrl);
  if (status === null) {
    if (lists.length > 0)
      return failure("gbfs.json lists no station_status with an address that can be used");
    return neighbourFailure(text, json.value, baseUrl) ?? failure(`the body is no gbfs.json, ${EXPECTED}`);
  }
  const systemHours = urlOf(feeds, "system_hours", baseUrl);
  const systemCalendar = urlOf(feeds, "system_calendar", baseUrl);
  const vehicleTypes = urlOf(feeds, "vehicle_types", baseUrl);
  return {
    type: "urls",
    status,
    stationInformation: urlOf(feeds, "station_information", baseUrl),
    systemInformation: urlOf(feeds, "system_information", baseUrl),
    ...(systemHours === null ? {} : { systemHours }),
    ...(systemCalendar === null ? {} : { systemCalendar }),
    ...(vehicleTypes === null ? {} : { vehicleTypes }),
  };
}

const EXPECTED = "expected feeds at data.feeds or at data.<language>.feeds";

function neighbourFailure(text: string, value: unknown, baseUrl: string): FeedFailure | null {
  const neighbour = neighbourOf(text, value, baseUrl);
  return neighbour === null ? null : failure(`the body is no gbfs.json: it is ${neighbour}`);
}

/** Returns the lists of feeds, English first; a list with no language comes before all. */
function feedLists(body: unknown): readonly (readonly unknown[])[] {
  if (!isFields(body) || !isFields(body.data)) return [];
  const { data } = body;
  const languages = Object.keys(data);
  const inOrder = [...languages.filter(isEnglish), ...languages.filter((language) => !isEnglish(language))];
  return [data, ...inOrder.map((language) => data[language])].flatMap((place) =>
    isFields(place) && Array.isArray(place.feeds) ? [place.feeds] : [],
  );
}

function urlOf(feeds: readonly unknown[], name: string, baseUrl: string): string | null {
  for (const feed of feeds) {
    if (!isFields(feed) || feed.name !== name || typeof feed.url !== "string") continue;
    const url = URL.canParse(feed.url, baseUrl) ? new URL(feed.url, baseUrl) : null;
    if (url?.protocol === "http:" && baseUrl.startsWith("https:")) url.protocol = "https:";
    const isToAsk = url?.protocol === "https:" || url?.protocol === "http:";
    if (url !== null && isToAsk && url.href.length <= URL_CHARACTERS_MAX) return url.href;
  }
  return null;
}
