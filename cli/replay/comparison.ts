import { RULE_NAMES, type RuleName } from "../../functions/core/rules.ts";
import type { Replayed } from "./replay.ts";

/** An alert from its opening to its end, as a comparison sees it. Times are milliseconds since the epoch. */
export interface Episode {
  readonly rule: RuleName;
  /** Null for an alert about the feed. */
  readonly stationId: string | null;
  readonly startedAt: number;
  readonly openedAt: number;
  /** Null while the alert is open. */
  readonly endedAt: number | null;
  readonly resolvedAt: number | null;
  /** How long it is known to have lasted: an open one to the newest look, or poll where it is about the feed. */
  readonly lastedMs: number;
}

/** What the two sides, A and B, have. */
export interface Sides<T> {
  readonly a: T;
  readonly b: T;
}

/** What one side has under one rule. */
export interface Amounts {
  readonly alerts: number;
  /** How many of them lasted longer than was asked for. */
  readonly longer: number;
  readonly lastedMs: number;
}

/** What both sides have under one rule, and how many episodes are the same, on one side alone, or at other times. */
export interface RuleComparison extends Sides<Amounts> {
  readonly rule: RuleName;
  readonly same: number;
  readonly onlyA: number;
  readonly onlyB: number;
  readonly otherTimes: number;
}

/** Episodes of one station and rule that overlap, and are not the same on both sides; in order of time. */
export interface Difference extends Sides<readonly Episode[]> {
  readonly rule: RuleName;
  readonly stationId: string | null;
}

type Side = keyof Sides<unknown>;
type Group = Difference & Sides<Episode[]>;

export interface Comparison {
  /** Every rule that has an episode on either side, those about stations first. */
  readonly rules: ReadonlyMap<RuleName, RuleComparison>;
  /** In order of time, then of rule and station. */
  readonly differences: readonly Difference[];
}

/** Compares what two rule books make of the same polls. */
export function compareReplayed(a: Replayed, b: Replayed, longerThanMs: number): Comparison {
  const episodes = { a: episodesOf(a), b: episodesOf(b) };
  const rules = new Map<RuleName, RuleComparison>();
  const differences: Difference[] = [];
  const have = new Set([...episodes.a, ...episodes.b].map(({ rule }) => rule));
  for (const rule of RULE_NAMES.filter((name) => have.has(name))) {
    const ofRule = (side: readonly Episode[]) => side.filter((episode) => episode.rule === rule);
    const own = { a: ofRule(episodes.a), b: ofRule(episodes.b) };
    const groups = overlapping(rule, own);
    const differing = groups.filter((group) => !isSame(group));
    const count = (isCounted: (group: Difference) => boolean) => differing.filter(isCounted).length;
    rules.set(rule, {
      rule,
      a: amountsOf(own.a, longerThanMs),
      b: amountsOf(own.b, longerThanMs),
      same: groups.length - differing.length,
      onlyA: count((group) => group.b.length === 0),
      onlyB: count((group) => group.a.length === 0),
      otherTimes: count((group) => group.a.length > 0 && group.b.length > 0),
    });
    differences.push(...differing);
  }
  return { rules, differences: differences.sort(byTime) };
}

/** Returns since when a difference is: the first start of its episodes, in milliseconds since the epoch. */
export function startOf({ a, b }: Difference): number {
  return Math.min(...[...a, ...b].map(({ startedAt }) => startedAt));
}

/** Returns how long the episodes lasted in all. */
export function lastedMsOf(episodes: readonly Episode[]): number {
  return episodes.reduce((sum, { lastedMs }) => sum + lastedMs, 0);
}

function episodesOf({ alerts, observedAt, to }: Replayed): Episode[] {
  return alerts.map(({ rule, stationId, startedAt, openedAt, resolution }) => {
    const endedAt = resolution?.endedAt ?? null;
    const knownTo = endedAt ?? (stationId === null ? to : observedAt) ?? startedAt;
    const lastedMs = Math.max(0, knownTo - startedAt);
    const resolvedAt = resolution?.resolvedAt ?? null;
    return { rule, stationId, startedAt, openedAt, endedAt, resolvedAt, lastedMs };
  });
}

function amountsOf(episodes: readonly Episode[], longerThanMs: number): Amounts {
  return {
    alerts: episodes.length,
    longer: episodes.filter(({ lastedMs }) => lastedMs > longerThanMs).length,
    lastedMs: lastedMsOf(episodes),
  };
}

/** Returns the episodes of one rule in groups: those of one station that overlap, directly or through others. */
function overlapping(rule: RuleName, episodes: Sides<readonly Episode[]>): Group[] {
  const byStation = new Map<string | null, { readonly side: Side; readonly episode: Episode }[]>();
  for (const side of ["a", "b"] as const) {
    for (const episode of episodes[side]) {
      const own = byStation.get(episode.stationId) ?? [];
      own.push({ side, episode });
      byStation.set(episode.stationId, own);
    }
  }
  const groups: Group[] = [];
  for (const [stationId, own] of byStation) {
    own.sort((one, other) => one.episode.startedAt - other.episode.startedAt);
    let endsAt = Number.NEGATIVE_INFINITY;
    for (const { side, episode } of own) {
      if (episode.startedAt >= endsAt) groups.push({ rule, stationId, a: [], b: [] });
      groups.at(-1)?.[side].push(episode);
      endsAt = Math.max(endsAt, episode.endedAt ?? Number.POSITIVE_INFINITY);
    }
  }
  return groups;
}

function isSame({ a, b }: Difference): boolean {
  return a.length === b.length && a.every((episode, index) => hasSameTimes(episode, b[index]));
}

function hasSameTimes(one: Episode, other: Episode | undefined): boolean {
  return (["startedAt", "openedAt", "endedAt", "resolvedAt"] as const).every(
    (time) => one[time] === other?.[time],
  );
}

function byTime(one: Difference, other: Difference): number {
  return (
    startOf(one) - startOf(other) ||
    RULE_NAMES.indexOf(one.rule) - RULE_NAMES.indexOf(other.rule) ||
    ((one.stationId ?? "") < (other.stationId ?? "") ? -1 : 1)
  );
}
