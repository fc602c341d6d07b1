import type { FeedFailure } from "../../functions/core/feed.ts";
import { failure, speakableUrl } from "../../functions/feeds/failure.ts";
import { parseDiscovery } from "../../functions/feeds/gbfs-discovery.ts";
import { jcdecauxUrl } from "../../functions/feeds/jcdecaux.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";

/** The answers of one feed. */
export interface Bodies {
  /** When the status was fetched, by this machine's clock, in milliseconds since the epoch. */
  readonly fetchedAt: number;
  /** The files in the order of fetching, without those that gbfs.json does not list. JCDecaux has only a status. */
  readonly files: ReadonlyMap<FileName, Body | FeedFailure>;
}

export type FileName =
  | "gbfs.json"
  | "station_status"
  | "station_information"
  | "system_information"
  | "system_hours"
  | "system_calendar"
  | "vehicle_types";

export interface Body {
  readonly type: "body";
  readonly askedUrl: string;
  /** Where the body came from, after redirects. */
  readonly url: string;
  readonly text: string;
  /** What its headers say wrongly of it, each in half a sentence. */
  readonly notes: readonly string[];
  readonly tookMs: number;
}

/** Fetches one file of one system, with the key and headers that its operator asks for. Never rejects. */
export type Ask = (url: string) => Promise<Answered | FeedFailure>;

interface Answered {
  readonly type: "fetched";
  /** Where the text came from, after redirects. */
  readonly url: string;
  readonly text: string;
  readonly notes: readonly string[];
}

/** Fetches each file of a feed once, one after another. */
export async function collect(system: SystemEntry, ask: Ask, now: () => number): Promise<Bodies> {
  const files = new Map<FileName, Body | FeedFailure>();
  const take = async (name: FileName, url: string | null) => {
    if (url !== null) files.set(name, await timed(url, ask, now));
  };
  if (system.kind === "jcdecaux") {
    await take("station_status", jcdecauxUrl(system));
    return { fetchedAt: now(), files };
  }
  await take("gbfs.json", system.url);
  const discovery = files.get("gbfs.json");
  if (discovery?.type !== "body") return { fetchedAt: now(), files };
  const urls = parseDiscovery(discovery.text, discovery.url);
  if (urls.type === "failed") {
    const reason = `${speakableUrl(new URL(discovery.url))}: ${urls.reason}`;
    return { fetchedAt: now(), files: files.set("gbfs.json", failure(reason, 200)) };
  }
  await take("station_status", urls.status);
  const fetchedAt = now();
  await take("station_information", urls.stationInformation);
  await take("system_information", urls.systemInformation);
  await take("system_hours", urls.systemHours ?? null);
  await take("system_calendar", urls.systemCalendar ?? null);
  await take("vehicle_types", urls.vehicleTypes ?? null);
  return { fetchedAt, files };
}

async function timed(askedUrl: string, ask: Ask, now: () => number): Promise<Body | FeedFailure> {
  const startedAt = now();
  const fetched = await ask(askedUrl);
  if (fetched.type === "failed") return fetched;
  const { url, text, notes } = fetched;
  return { type: "body", askedUrl, url, text, notes, tookMs: now() - startedAt };
}
