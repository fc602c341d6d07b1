import type { FeedFailure } from "../../functions/core/feed.ts";
import { failure, speakableUrl } from "../../functions/feeds/failure.ts";
import { parseDiscovery } from "../../functions/feeds/gbfs-discovery.ts";
import { jcdecauxUrl } from "../../functions/feeds/jcdecaux.ts";
import type { GbfsEntry, JcdecauxEntry, SystemEntry } from "../../functions/systems/configuration.ts";
import type { Bodies, Body } from "./bodies.ts";

/** Fetches one file of one system, with what its operator asks for. Never rejects. */
export type Ask = (url: string) => Promise<Answered | FeedFailure>;

interface Answered {
  readonly type: "fetched";
  /** Where it came from in the end, after redirects. */
  readonly url: string;
  readonly text: string;
}

/** Each file of a feed once, one after the other. */
export async function collect(system: SystemEntry, ask: Ask, now: () => number): Promise<Bodies> {
  const asked = (url: string) => timed(url, ask, now);
  return system.kind === "gbfs" ? collectGbfs(system, asked, now) : collectJcdecaux(system, asked, now);
}

type Asked = (url: string) => Promise<Body | FeedFailure>;

async function collectJcdecaux(system: JcdecauxEntry, asked: Asked, now: () => number): Promise<Bodies> {
  const status = await asked(jcdecauxUrl(system));
  return { fetchedAt: now(), discovery: null, status, information: null, systemInformation: null };
}

async function collectGbfs(system: GbfsEntry, asked: Asked, now: () => number): Promise<Bodies> {
  const discovery = await asked(system.url);
  const nothing = { fetchedAt: now(), discovery, status: null, information: null, systemInformation: null };
  if (discovery.type === "failed") return nothing;
  const urls = parseDiscovery(discovery.text, discovery.url);
  if (urls.type === "failed") {
    const reason = `${speakableUrl(new URL(discovery.url))}: ${urls.reason}`;
    return { ...nothing, discovery: failure(reason, 200) };
  }
  const status = await asked(urls.status);
  const fetchedAt = now();
  const information = urls.stationInformation === null ? null : await asked(urls.stationInformation);
  const systemInformation = urls.systemInformation === null ? null : await asked(urls.systemInformation);
  return { fetchedAt, discovery, status, information, systemInformation };
}

async function timed(askedUrl: string, ask: Ask, now: () => number): Promise<Body | FeedFailure> {
  const startedAt = now();
  const fetched = await ask(askedUrl);
  if (fetched.type === "failed") return fetched;
  const { url, text } = fetched;
  return { type: "body", askedUrl, url, text, tookMs: now() - startedAt };
}
