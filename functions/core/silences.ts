import type { RuleName } from "./rules.ts";

/** What a silence is about: an alert must fit all that is there. At least one of them is. */
export interface SilenceMatch {
  readonly systemId?: string | undefined;
  /** Stations of that system. An area is kept as the ids that it has, so that renaming it lets no storm loose. */
  readonly stationIds?: readonly string[] | undefined;
  readonly rule?: RuleName | undefined;
}

/** Who wants not to be told of what, and until when. It stops telling, never recording. Times are ISO 8601 in UTC. */
export interface Silence extends SilenceMatch {
  readonly silenceId: string;
  /** The name of the area that the stations were then; absent where they were given by their ids. */
  readonly area?: string | undefined;
  readonly from: string;
  readonly until: string;
  readonly reason: string;
  readonly by: string;
  /** The ARN that AWS vouches for; absent where nobody does. */
  readonly caller?: string | undefined;
  readonly addedAt: string;
  /** Who ended it before its time. */
  readonly endedBy?: string | undefined;
}

/** What a silence may hold back. */
export interface Silenceable {
  readonly systemId: string;
  /** Absent on alerts about a whole system. */
  readonly stationId?: string | undefined;
  readonly rule: string;
}

/** A silence has an end, at most this long after its beginning. */
export const SILENCE_MS_MAX = 30 * 86_400_000;
export const SILENCED_STATIONS_MAX = 1_000;
/** So many silences are not over at once: whoever tells reads all of them. */
export const SILENCES_MAX = 500;

/** Returns whether the silence is about the alert, whenever. */
export function isAbout({ systemId, stationIds, rule }: SilenceMatch, alert: Silenceable): boolean {
  if (systemId !== undefined && systemId !== alert.systemId) return false;
  if (rule !== undefined && rule !== alert.rule) return false;
  return stationIds === undefined || (alert.stationId !== undefined && stationIds.includes(alert.stationId));
}

export type SilencePhase = "planned" | "on" | "over";

/** Returns what a silence is at a time, in milliseconds since the epoch. */
export function phaseOf({ from, until }: Pick<Silence, "from" | "until">, at: number): SilencePhase {
  if (at >= Date.parse(until)) return "over";
  return at < Date.parse(from) ? "planned" : "on";
}

/** Returns whether the silence holds the alert back at a time. */
export function holdsBack(silence: Silence, alert: Silenceable, at: number): boolean {
  return phaseOf(silence, at) === "on" && isAbout(silence, alert);
}
