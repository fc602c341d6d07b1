import { countsIn } from "../core/columns.ts";
import type { FeedRuleName } from "../core/feed-rules.ts";
import { isoOrNull, isoTime } from "../core/iso-time.ts";
import type { RuleState } from "../core/lifecycle.ts";
import type { Observed } from "../core/measures.ts";
import { closedReason } from "../core/service.ts";
import type { SystemState } from "../core/state.ts";
import type { StationRuleName } from "../core/station-rules.ts";
import type { AlertItem } from "../store/alert-item.ts";

/** How an open alert stands, by the newest poll. Times are ISO 8601 in UTC. */
export interface Standing {
  /** The newest look at the stations, or the newest poll where it is about the feed. */
  readonly asOf: string;
  /** What the station has; null where it is absent, or the alert is about the feed. */
  readonly observed: Observed | null;
  /** Why the station is out of service; null where it serves, or nothing is known of it. */
  readonly closed: string | null;
  /** Since when it is over, while `keepFor` has not passed yet; otherwise null. */
  readonly overSince: string | null;
}

/** Returns how an open alert stands; null where the state knows nothing of it. */
export function standingOf({ stationId, rule }: AlertItem, state: SystemState | null): Standing | null {
  const seenAt = stationId === undefined ? state?.markAt : state?.observedAt;
  if (state === null || seenAt == null) return null;
  const column = stationId === undefined ? -1 : state.stationIds.indexOf(stationId);
  const { columns, rules, feedRules } = state;
  const isThere = columns.present[column] === true;
  const observed = isThere ? countsIn(columns, column) : null;
  const episode: RuleState | undefined =
    stationId === undefined ? feedRules[rule as FeedRuleName] : rules[rule as StationRuleName]?.[column];
  const overSince = episode !== undefined && "endedAt" in episode ? episode.endedAt : null;
  return {
    asOf: isoTime(seenAt),
    observed,
    closed: observed && closedReason(observed.vehicles, observed.docks, columns.flags[column] ?? 0),
    overSince: isoOrNull(overSince),
  };
}
