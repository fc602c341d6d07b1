import { FEED_RULES } from "../core/feed-rules.ts";
import type { FeedRule, Rule } from "../core/rule.ts";
import type { Guards, RuleBook, RuleName } from "../core/rules.ts";
import { STATION_RULES } from "../core/station-rules.ts";

/** One rule or guard that two books have otherwise; null is off. */
export type BookDifference =
  | {
      readonly rule: RuleName;
      /** The station that has it for itself; null for all others, and for rules about the feed. */
      readonly stationId: string | null;
      readonly now: Rule | FeedRule | null;
      readonly tried: Rule | FeedRule | null;
    }
  | {
      readonly guard: keyof Guards;
      readonly now: Guards[keyof Guards];
      readonly tried: Guards[keyof Guards];
    };

/** Returns what two books have otherwise: rules about all stations, the feed, guards, then stations of their own. */
export function bookDifferences(now: RuleBook, tried: RuleBook): BookDifference[] {
  const guards = Object.keys(tried.guards) as (keyof Guards)[];
  const stationIds = new Set([...now.stations.keys(), ...tried.stations.keys()]);
  return [
    ...STATION_RULES.map(({ name }) => ({
      rule: name,
      stationId: null,
      now: now.rules[name],
      tried: tried.rules[name],
    })),
    ...FEED_RULES.map(({ name }) => ({
      rule: name,
      stationId: null,
      now: now.feed[name],
      tried: tried.feed[name],
    })),
    ...guards.map((guard) => ({ guard, now: now.guards[guard], tried: tried.guards[guard] })),
    // A station of which one book says nothing has the rules of its system there.
    ...[...stationIds].sort().flatMap((stationId) =>
      STATION_RULES.map(({ name }) => ({
        rule: name,
        stationId,
        now: (now.stations.get(stationId) ?? now.rules)[name],
        tried: (tried.stations.get(stationId) ?? tried.rules)[name],
      })).filter(
        (own) =>
          // What changes for all is no news of this one.
          !(isSame(own.now, now.rules[own.rule]) && isSame(own.tried, tried.rules[own.rule])),
      ),
    ),
  ].filter((one) => !isSame(one.now, one.tried));
}

function isSame(a: unknown, b: unknown): boolean {
  return written(a) === written(b);
}

/** Rules and guards are plain values; the order of their keys means nothing. */
function written(value: unknown): string {
  const isObject = (one: unknown) => typeof one === "object" && one !== null && !Array.isArray(one);
  return JSON.stringify(value, (_key, one) =>
    isObject(one) ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))) : one,
  );
}
