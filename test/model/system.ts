import type { FeedRuleName } from "../../functions/core/feed-rules.ts";
import type { StationRuleName } from "../../functions/core/station-rules.ts";
import { type Hold, type Look, Publication, withoutDocks } from "./belief.ts";
import { Windows } from "./city-window.ts";
import type { Standing } from "./episode.ts";
import type { Terms } from "./poll.ts";

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

  emptyStations(): number {
    return [...this.stations.keys()].filter((stationId) => isTrue(this.standing(stationId, "empty"))).length;
  }

  /** E-bikes are remembered only while a rule counts them, and docks only where there are some to count. */
  forgetWhatIsNotCounted({ ruleBook, places }: Terms): void {
    const { rules, stations, guards } = ruleBook;
    if ([rules, ...stations.values()].every((scope) => scope["few-ebikes"] === null)) {
      this.#change((look) => new Map([...look].map(([id, one]) => [id, { ...one, ebikes: null }])));
    }
    const dockless = new Set(
      places?.flatMap(({ stationId, hasDocks }) => (hasDocks === false ? stationId : [])),
    );
    if (guards.unreportedDocks && dockless.size > 0) this.#change((look) => withoutDocks(look, dockless));
  }

  #change(change: (look: Look) => Look): void {
    this.newest &&= { ...this.newest, look: change(this.newest.look) };
    this.believed &&= change(this.believed);
    this.hold &&= { ...this.hold, look: change(this.hold.look) };
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
