import type { Alternative } from "../core/effects.ts";
import { isoTime } from "../core/iso-time.ts";
import type { Ending, News, Opening } from "../core/tellable.ts";
import { isSinceBefore } from "./alert.ts";

/** What a message to a receiver says, before it is words or JSON. Times in milliseconds since the epoch. */
export interface Digest extends News {
  readonly receiver: string;
  readonly at: number;
  /** Ends that are too long ago to be named. */
  readonly overLongAgo: number;
  /** Open alerts for which the receiver's item has no room. */
  readonly unfollowed: number;
  /** Names nothing: counts alone. */
  readonly isBare: boolean;
}

export interface RuleCounts {
  readonly rule: string;
  readonly opened: number;
  readonly over: number;
}

/** The time as of which the message speaks: that of the system of which least is known. */
export function asOf({ opened, at }: Digest): number {
  return opened.reduce((least, { knownUntil }) => Math.min(least, knownUntil), at);
}

/** Returns how many are open and over by each rule, the most first. */
export function countsByRule({ opened, over }: News): RuleCounts[] {
  const counts = new Map<string, { opened: number; over: number }>();
  const of = (rule: string) => {
    const known = counts.get(rule) ?? { opened: 0, over: 0 };
    counts.set(rule, known);
    return known;
  };
  for (const { alert } of opened) of(alert.rule).opened++;
  for (const ending of over) of(placeOf(ending).rule).over++;
  return [...counts]
    .map(([rule, count]) => ({ rule, ...count }))
    .sort((a, b) => b.opened - a.opened || b.over - a.over || (a.rule < b.rule ? -1 : 1));
}

/** Where and by which rule an alert was, as far as its id tells where its item is gone. */
export function placeOf({ name: { alertId }, alert }: Ending) {
  const [startedAt = "", ...rest] = alertId.split("/");
  const rule = alert?.rule ?? rest.at(-1) ?? "";
  const stationId = alert === null ? rest.slice(0, -1).join("/") || null : (alert.stationId ?? null);
  return { startedAt, rule, stationId, stationName: alert?.stationName ?? stationId };
}

/** An alert in a message for programs. Times are ISO 8601 in UTC; what is unknown is null. */
interface AlertInDigest {
  readonly systemId: string;
  readonly alertId: string;
  readonly rule: string;
  readonly stationId: string | null;
  readonly stationName: string | null;
  readonly startedAt: string;
}

/** An open alert. */
export interface OpenedInDigest extends AlertInDigest {
  /** Up to when it is known to have been open. */
  readonly knownUntil: string;
  /** Since when it is so is unknown: it was so when it was first seen, or after a gap. */
  readonly startUncertain: boolean;
  readonly reason: string | null;
  readonly acknowledgedBy: string | null;
  readonly alternatives: readonly Alternative[];
}

/** The end of an alert that an earlier message told of. */
export interface OverInDigest extends AlertInDigest {
  readonly endedAt: string | null;
  readonly durationSeconds: number | null;
  /** `withdrawn` where it is no longer watched, otherwise null. */
  readonly endReason: string | null;
}

export function openedInDigest({ alert, knownUntil }: Opening): OpenedInDigest {
  const { systemId, alertId, rule, stationId = null, stationName = stationId, startedAt } = alert;
  return {
    systemId,
    alertId,
    rule,
    stationId,
    stationName,
    startedAt,
    knownUntil: isoTime(knownUntil),
    startUncertain: isSinceBefore(alert),
    reason: alert.reason ?? null,
    acknowledgedBy: alert.acknowledgedBy ?? null,
    alternatives: alert.alternatives ?? [],
  };
}

export function overInDigest(ending: Ending): OverInDigest {
  const { alert, name } = ending;
  const { startedAt, rule, stationId, stationName } = placeOf(ending);
  return {
    systemId: name.systemId,
    alertId: name.alertId,
    rule,
    stationId,
    stationName,
    startedAt,
    endedAt: alert?.endedAt ?? null,
    durationSeconds: alert?.durationSeconds ?? null,
    endReason: alert?.endReason ?? null,
  };
}
