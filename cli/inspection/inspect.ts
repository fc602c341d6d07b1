import type { FeedFailure } from "../../functions/core/feed.ts";
import type { RosterStation } from "../../functions/core/roster.ts";
import { failure, speakableUrl } from "../../functions/feeds/failure.ts";
import { FOR_BROWSERS } from "../../functions/feeds/page.ts";
import { parseStatus } from "../../functions/feeds/parse.ts";
import type { ParsedStatus } from "../../functions/feeds/parsed-status.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { duration } from "../../functions/words/amounts.ts";
import type { Bodies } from "./collect.ts";
import { COUNT_CHECKS } from "./counts.ts";
import { FACT_CHECKS } from "./facts.ts";
import { FILE_CHECKS } from "./files.ts";
import { type Look, lookAt } from "./look.ts";
import type { Oddity, Report } from "./report.ts";
import { STATION_CHECKS } from "./stations.ts";
import { publishedAgeSeconds, reportedAgeSecondsMedian, TIME_CHECKS } from "./times.ts";
import { gbfsMajors, labelOf, shapeWords, VERSION_CHECKS } from "./version.ts";

const CHECKS = [
  ...COUNT_CHECKS,
  ...STATION_CHECKS,
  ...FACT_CHECKS,
  ...TIME_CHECKS,
  ...FILE_CHECKS,
  ...VERSION_CHECKS,
];

/** Judges a feed by its bodies alone. Pure; never throws, whatever the bodies are. */
export function inspect(system: SystemEntry, bodies: Bodies): Report {
  const discovery = bodies.files.get("gbfs.json");
  if (discovery?.type === "failed") return unusable(system, discovery);
  const status = bodies.files.get("station_status") ?? failure("it has no status");
  if (status.type === "failed") return unusable(system, status);
  const parsed = parseStatus(system, status.text);
  if (parsed.type === "failed") {
    const reason = `${speakableUrl(new URL(status.url))}: ${parsed.reason}`;
    return unusable(system, failure(reason, 200));
  }
  const look = lookAt(system, bodies, parsed);
  const found = CHECKS.flatMap((check) => check(look) ?? []);
  const losses = found.filter(({ costs }) => costs !== null);
  return {
    systemId: system.systemId,
    verdict: losses.length === 0 ? "good" : "usable",
    sentence: losses.length === 0 ? "all that the rules need is there" : `but ${costsOf(losses)}`,
    ...versionOf(look),
    stationsInStatus: parsed.stations.length,
    stationsInInformation: look.roster?.length ?? null,
    publishedAgeSeconds: publishedAgeSeconds(look),
    reportedAgeSecondsMedian: reportedAgeSecondsMedian(look),
    ttlSeconds: system.kind === "gbfs" ? parsed.ttlSeconds : null,
    oddities: [...losses, ...found.filter(({ costs }) => costs === null)],
    stationsNamed: look.roster === null ? null : namedIn(parsed.stations, look.roster),
  };
}

function namedIn(stations: ParsedStatus["stations"], roster: readonly RosterStation[]): number {
  const names = new Map(roster.map(({ stationId, name }) => [stationId, name]));
  return stations.filter(({ stationId }) => (names.get(stationId) ?? stationId) !== stationId).length;
}

function costsOf(losses: readonly Oddity[]): string {
  return [...new Set(losses.flatMap(({ costs }) => costs ?? []))].join("; ");
}

function versionOf({ system, files, written }: Look): Pick<Report, "versionLabel" | "versionShape"> {
  if (system.kind === "jcdecaux") {
    const isVersion3 = written.some(({ fields }) => fields.totalStands !== undefined);
    return { versionLabel: null, versionShape: isVersion3 ? "v3" : "v1" };
  }
  const value = files.find(({ name }) => name === "station_status")?.value;
  return { versionLabel: labelOf(value), versionShape: shapeWords(gbfsMajors("station_status", value)) };
}

/** HTTP statuses with which servers ask for a key. */
const KEY_WANTED: ReadonlySet<number> = new Set([401, 403]);

function unusable(system: SystemEntry, { reason, httpStatus, retryAfterMs }: FeedFailure): Report {
  // No key opens what lets only browsers in.
  const isRefused = httpStatus !== null && KEY_WANTED.has(httpStatus) && !reason.includes(FOR_BROWSERS);
  const advice =
    system.apiKey === undefined
      ? "it may need a key, which systems.json names with apiKey"
      : "the key may be wrong";
  const wait =
    retryAfterMs === null ? "" : `, and asks for a pause of ${duration(Math.ceil(retryAfterMs / 1_000))}`;
  return {
    systemId: system.systemId,
    verdict: "unusable",
    sentence: isRefused ? `${reason}: ${advice}` : `${reason}${wait}`,
    versionLabel: null,
    versionShape: null,
    stationsInStatus: null,
    stationsInInformation: null,
    publishedAgeSeconds: null,
    reportedAgeSecondsMedian: null,
    ttlSeconds: null,
    stationsNamed: null,
    oddities: isRefused ? [{ name: "needs-key", says: advice, costs: "nothing can be watched" }] : [],
  };
}
