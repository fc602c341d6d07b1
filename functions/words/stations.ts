import { EXTRA_MEASURES } from "../core/measures.ts";
import { wordsOf } from "../core/rules.ts";
import type { EpisodeReading, StationReading } from "../views/station.ts";

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

/** Returns `empty since Nov 22 17:30` or `closed, disconnected`; an empty text when nothing is wrong. */
export function stateWords(station: StationReading, time: Time): string {
  const words: string[] = [];
  if (!station.isPresent) words.push("absent from the feed");
  for (const rule of station.holding) {
    const { opened } = wordsOf(rule);
    const since = station.episodes.find((one) => one.rule === rule);
    words.push(since === undefined ? opened : `${opened} since ${time(since.startedAt)}`);
  }
  if (station.closedReason !== null) words.push(station.closedReason);
  return words.join(", ");
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

export function episodeWords({ phase, startedAt, endedAt, baseline }: EpisodeReading, time: Time): string {
  const from = `since ${time(startedAt)}${baseline ? " or before" : ""}`;
  if (phase === "pending") return `${from}, too short for an alert yet`;
  return endedAt === null ? `alert ${from}` : `alert ${from}, over since ${time(endedAt)}, not yet resolved`;
}
