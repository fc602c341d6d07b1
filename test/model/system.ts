import type { FeedRuleName } from "../../functions/core/feed-rules.ts";
import type { RuleBook } from "../../functions/core/rules.ts";
import type { StationRuleName } from "../../functions/core/station-rules.ts";
import { type Hold, type Look, Publication } from "./belief.ts";
import { Windows } from "./city-window.ts";
import type { Standing } from "./episode.ts";

export const STATION_RULE_NAMES: readonly StationRuleName[] = [
  "empty",
  "full",
  "closed",
  "missing",
  "few-ebikes",
];
export const FEED_RULE_NAMES: readonly FeedRuleName[] = [
  "feed-down",
  "feed-frozen",
  "feed-shrunk",
  "feed-flapping",
  "system-closed",
];

export interface Station {
  readonly standings: Map<StationRuleName, Standing>;
  /** Null while the station is there. */
  absentSince: number | null;
}

/** Everything that is known of one system. */
export class System {
  /** The stations of believed looks, but for those that have left. */
  readonly stations = new Map<string, Station>();
  readonly feed = new Map<FeedRuleName, Standing>(
    FEED_RULE_NAMES.map((name) => [name, { isKnown: isKnownAtFirst(name), episode: null }]),
  );
  readonly publication = new Publication();
  readonly windows = new Windows();
  /** The newest snapshot, which an `unchanged` must name; null when it was dropped. */
  newest: { readonly at: number; readonly look: Look } | null = null;
  /** The newest look that was believed. */
  believed: Look | null = null;
  hold: Hold | null = null;
  /** When the stations were judged last. */
  judgedAt: number | null = null;

  /** What a rule has seen of a station. */
  standing(stationId: string, rule: StationRuleName): Standing {
    return this.stations.get(stationId)?.standings.get(rule) ?? { isKnown: false, episode: null };
  }

  feedStanding(rule: FeedRuleName): Standing {
    return this.feed.get(rule) ?? { isKnown: isKnownAtFirst(rule), episode: null };
  }

  absentStations(): number {
    return [...this.stations.values()].filter(({ absentSince }) => absentSince !== null).length;
  }

  emptyStations(): number {
    return [...this.stations.keys()].filter((stationId) => isTrue(this.standing(stationId, "empty"))).length;
  }

  /** E-bikes are remembered only while a rule counts them. */
  forgetWhatIsNotCounted({ rules, stations }: RuleBook): void {
    if ([rules, ...stations.values()].some((scope) => scope["few-ebikes"] !== null)) return;
    const without = (look: Look): Look =>
      new Map([...look].map(([stationId, one]) => [stationId, { ...one, ebikes: null }]));
    this.newest &&= { ...this.newest, look: without(this.newest.look) };
    this.believed &&= without(this.believed);
    this.hold &&= { ...this.hold, look: without(this.hold.look) };
  }
}

/**
 * A feed is taken for well before its first poll, so an alert about it is never a baseline. Whether a system is closed
 * is seen at its stations, and unknown before the first look.
 */
export function isKnownAtFirst(rule: FeedRuleName): boolean {
  return rule !== "system-closed";
}

/** Did the condition hold when it was last known? */
export function isTrue({ episode }: Standing): boolean {
  return episode !== null && episode.endedAt === null;
}

/** Is there an alert, which is open or waits to be resolved? */
export function isOpen({ episode }: Standing): boolean {
  return episode !== null && episode.openedAt !== null;
}
