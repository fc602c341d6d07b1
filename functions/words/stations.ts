import { EXTRA_MEASURES, wordsOfMeasure } from "../core/measures.ts";
import { wordsOf } from "../core/rules.ts";
import { STATION_RULES, stationRuleOf } from "../core/station-rules.ts";
import type { EpisodeReading, StationReading } from "../views/station.ts";
import { counted } from "./amounts.ts";

type Time = (iso: string) => string;

export const READING_COLUMNS = [
  "systemId",
  "stationId",
  "name",
  "address",
  "latitude",
  "longitude",
  "capacity",
  "isPresent",
  "vehiclesAvailable",
  "docksAvailable",
  "isInstalled",
  "isRenting",
  "isReturning",
  "isClosedByOperator",
  "isDisconnected",
  "isEmpty",
  "isFull",
  "isClosed",
  "closedReason",
  "episodes",
  "observedAt",
  "holding",
  ...EXTRA_MEASURES.map((measure) => `${measure}Available` as const),
] as const satisfies readonly (keyof StationReading)[];

/**
 * Returns how a station is, a part of a sentence for each thing: `empty (1 bike, ends at 2) since Nov 22 17:30`. Lists
 * and the view of one station show these same words.
 */
export function stateParts(station: StationReading, time: Time): string[] {
  const isMissing = station.episodes.some(({ rule }) => stationRuleOf(rule).judgesAbsent);
  const absent = station.isPresent || isMissing ? [] : ["absent from the feed"];
  const byRule = STATION_RULES.flatMap(({ name }) => {
    const episode = station.episodes.find(({ rule }) => rule === name);
    if (episode !== undefined) return [episodeWords(episode, station, time)];
    return station.holding.includes(name) ? [wordsOf(name).opened] : [];
  });
  const reason = station.closedReason === null ? [] : [station.closedReason];
  return [...absent, ...byRule, ...reason];
}

function episodeWords(episode: EpisodeReading, station: StationReading, time: Time): string {
  const { rule, phase, startedAt, endedAt, baseline, afterGap, isBetween, clearAt } = episode;
  const { opened, resolved } = wordsOf(rule);
  if (phase === "closing" && endedAt !== null)
    return `${resolved} since ${time(endedAt)}, alert not yet over`;
  const { counts } = stationRuleOf(rule);
  const count = counts === null ? "" : counted(station[`${counts}Available`], wordsOfMeasure(counts).noun);
  const end = clearAt === null ? "not enough to end it" : `ends at ${clearAt}`;
  // What somebody might not believe comes first, since a narrow terminal cuts the end.
  const between = isBetween === true ? ` (${count}, ${end})` : "";
  const since = `since ${time(startedAt)}${baseline || afterGap ? " or before" : ""}`;
  return `${opened}${between} ${since}${phase === "pending" ? ", too short for an alert yet" : ""}`;
}

/** Returns what the feed says about the station's service, in words. */
export function flagWords(station: StationReading): string {
  const words = [
    flag(station.isInstalled, "installed", "not installed"),
    flag(station.isRenting, "renting", "not renting"),
    flag(station.isReturning, "taking bikes back", "not taking bikes back"),
    station.isClosedByOperator ? "closed by the operator" : null,
    station.isDisconnected ? "disconnected" : null,
  ].filter((word) => word !== null);
  return words.length === 0 ? "the feed does not say" : words.join(", ");
}

function flag(value: boolean | null, yes: string, no: string): string | null {
  return value === null ? null : value ? yes : no;
}
