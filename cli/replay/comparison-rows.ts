import type { RuleName } from "../../functions/core/rules.ts";
import { toSeconds } from "../../functions/words/event-lines.ts";
import { type Comparison, type Difference, type Episode, lastedMsOf } from "./comparison.ts";

/** The columns of the episodes that differ; times in UTC, empty where there is none, or none yet. */
export const DIFFERENCE_COLUMNS = [
  "systemId",
  "stationId",
  "rule",
  "differs",
  "episodesA",
  "startedAtA",
  "openedAtA",
  "endedAtA",
  "resolvedAtA",
  "secondsA",
  "episodesB",
  "startedAtB",
  "openedAtB",
  "endedAtB",
  "resolvedAtB",
  "secondsB",
] as const;

/** The columns of what each rule yields on both sides. */
export const TOTALS_COLUMNS = [
  "systemId",
  "rule",
  "alertsA",
  "longerA",
  "hoursA",
  "alertsB",
  "longerB",
  "hoursB",
  "same",
  "onlyA",
  "onlyB",
  "otherTimes",
] as const;

/** Returns a row for each difference. Several episodes of one side are told as one, from the first to the last. */
export function differenceRows(systemId: string, { differences }: Comparison) {
  return differences.map((difference) => {
    const { stationId, rule } = difference;
    const [a, b] = [spanOf(difference.a), spanOf(difference.b)];
    return {
      systemId,
      stationId,
      rule,
      differs: differsBy(difference),
      episodesA: a.episodes,
      startedAtA: a.startedAt,
      openedAtA: a.openedAt,
      endedAtA: a.endedAt,
      resolvedAtA: a.resolvedAt,
      secondsA: a.seconds,
      episodesB: b.episodes,
      startedAtB: b.startedAt,
      openedAtB: b.openedAt,
      endedAtB: b.endedAt,
      resolvedAtB: b.resolvedAt,
      secondsB: b.seconds,
    };
  });
}

/** Returns a row for each of the rules. */
export function totalsRows(systemId: string, { rules }: Comparison, names: readonly RuleName[]) {
  return names.map((rule) => {
    const { a, b, same, onlyA, onlyB, otherTimes } = rules.get(rule) ?? NOTHING;
    return {
      systemId,
      rule,
      alertsA: a.alerts,
      longerA: a.longer,
      hoursA: hours(a.lastedMs),
      alertsB: b.alerts,
      longerB: b.longer,
      hoursB: hours(b.lastedMs),
      same,
      onlyA,
      onlyB,
      otherTimes,
    };
  });
}

const NO_ALERTS = { alerts: 0, longer: 0, lastedMs: 0 };
const NOTHING = { a: NO_ALERTS, b: NO_ALERTS, same: 0, onlyA: 0, onlyB: 0, otherTimes: 0 };

function differsBy({ a, b }: Difference): "only A" | "only B" | "times" {
  if (b.length === 0) return "only A";
  return a.length === 0 ? "only B" : "times";
}

function spanOf(episodes: readonly Episode[]) {
  const [first, last] = [episodes[0], episodes.at(-1)];
  return {
    episodes: episodes.length,
    startedAt: timeOrNull(first?.startedAt),
    openedAt: timeOrNull(first?.openedAt),
    endedAt: timeOrNull(last?.endedAt),
    resolvedAt: timeOrNull(last?.resolvedAt),
    seconds: Math.round(lastedMsOf(episodes) / 1_000),
  };
}

function timeOrNull(at: number | null | undefined): string | null {
  return at == null ? null : toSeconds(at);
}

/** Returns hours with two decimals. */
function hours(ms: number): number {
  return Math.round(ms / 36_000) / 100;
}
