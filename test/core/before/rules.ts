import type { OpeningHours } from "../../../functions/core/opening-hours.ts";

/** About one station. `missing`: it is absent from the feed's snapshots. */
export const STATION_RULES = ["empty", "full", "closed", "missing"] as const;
export type StationRuleName = (typeof STATION_RULES)[number];

/** About the feed of a system: their alerts have no station. */
export const FEED_RULES = ["feed-down", "feed-frozen", "feed-shrunk", "feed-flapping"] as const;
export type FeedRuleName = (typeof FEED_RULES)[number];

export type RuleName = StationRuleName | FeedRuleName;

/** How long a condition must last, one way and the other, in milliseconds. */
export interface Delays {
  /** It must have been true for so long before the alert opens. */
  readonly forMs: number;
  /** It must have been false for so long before the alert is resolved. */
  readonly keepForMs: number;
}

/** A station's rule with all its parameters known. */
export interface Rule extends Delays {
  /** The condition becomes true at this count or below (`empty`: vehicles, `full`: docks). */
  readonly atMost: number;
  /** It becomes false at this count or above; greater than atMost. */
  readonly clearAt: number;
}

/** A feed's rule with all its parameters known. */
export interface FeedRule extends Delays {
  /** Of `feed-shrunk` and `feed-flapping`: more than this share of the stations must be concerned, from 0 to 1 … */
  readonly share: number;
  /** … and at least so many: a few stations prove nothing about a feed. */
  readonly atLeast: number;
}

/** The rules of a station; a rule that is switched off is null. */
export type StationRules = Readonly<Record<StationRuleName, Rule | null>>;

/** The rules of a feed; a rule that is switched off is null. */
export type FeedRules = Readonly<Record<FeedRuleName, FeedRule | null>>;

/** The rules of a system, and which version of the configuration they come from. */
export interface RuleBook {
  readonly version: string;
  readonly rules: StationRules;
  /** Stations with rules of their own, by station id. */
  readonly stations: ReadonlyMap<string, StationRules>;
  readonly feed: FeedRules;
  readonly guards: Guards;
}

/** What keeps a broken feed from becoming false alerts. Null or false: switched off. Durations in milliseconds. */
export interface Guards {
  /** After a gap of more than this, what has changed may have changed at any time in it. */
  readonly rebaselineAfterMs: number | null;
  /** For so long a snapshot that was published before one already seen is dropped. */
  readonly dropOlderForMs: number | null;
  /** Docks are unknown while nearly all stations report none. */
  readonly unreportedDocks: boolean;
  /** Vehicles are unknown where there are none by their count and some by the counts of each type. */
  readonly contradictedVehicles: boolean;
  /** Outside these hours stations are not judged: the configured ones, or else the feed's own. */
  readonly openingHours: ConfiguredHours | null;
}

/** Null where the feed is to tell. */
export interface ConfiguredHours {
  readonly hours: OpeningHours | null;
  /** IANA name. */
  readonly timeZone: string | null;
}
