import { isoTime } from "../core/iso-time.ts";
import type { AlertItem } from "./alert-item.ts";

/** Which alerts to read. An absent list or time leaves everything in; an alert must fit all that is there. */
export interface AlertFilter {
  readonly systems: readonly SystemScope[];
  readonly stationIds?: readonly string[] | undefined;
  readonly rules?: readonly string[] | undefined;
  readonly openOnly?: boolean | undefined;
}

/** The times that count, by the clock of one system. */
export interface SystemScope {
  readonly systemId: string;
  /** Its condition was true at some time in this span; that of an open alert is true until it is known to be over. */
  readonly held?: Span | undefined;
  /** startedAt is in this span. */
  readonly started?: Span | undefined;
  /** endedAt is in this span. */
  readonly ended?: Span | undefined;
  /** It was opened or resolved at this time or later. */
  readonly changedSince?: number | undefined;
  /** What else an alert must be like. */
  readonly fits?: ((alert: AlertItem) => boolean) | undefined;
}

/** From `since` to before `until`, in milliseconds since the epoch; unlimited where one is absent. */
export interface Span {
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** Returns whether fewer alerts remain than are read. */
export function isSifted({ held, ended, changedSince, fits }: SystemScope, filter: AlertFilter): boolean {
  const { stationIds, rules, openOnly } = filter;
  if (rules !== undefined || (stationIds !== undefined && openOnly === true)) return true;
  return held?.since !== undefined || ended !== undefined || changedSince !== undefined || fits !== undefined;
}

/** Returns whether the alert is one of those that are asked for. */
export function isAsked(item: AlertItem, scope: SystemScope, { rules, openOnly }: AlertFilter): boolean {
  const { held, started, ended, changedSince, fits } = scope;
  if (openOnly === true && item.status !== "open") return false;
  if (rules !== undefined && !rules.includes(item.rule)) return false;
  if (held !== undefined && !heldIn(item, held)) return false;
  if (started !== undefined && !isIn(item.startedAt, started)) return false;
  if (ended !== undefined && !isIn(item.endedAt, ended)) return false;
  if (changedSince !== undefined) {
    const span = { since: changedSince };
    if (!isIn(item.openedAt, span) && !isIn(item.resolvedAt, span)) return false;
  }
  return fits?.(item) ?? true;
}

/** An alert that ends in the moment in which it began counts in that moment. */
function heldIn({ startedAt, endedAt }: AlertItem, { since, until }: Span): boolean {
  if (!isIn(startedAt, { until })) return false;
  if (since === undefined || endedAt === undefined) return true;
  return Date.parse(endedAt) > since || Date.parse(startedAt) >= since;
}

function isIn(iso: string | undefined, { since = -Infinity, until = Infinity }: Span): boolean {
  if (iso === undefined) return false;
  const at = Date.parse(iso);
  return at >= since && at < until;
}

/**
 * Returns the range of sort keys, both ends included. An end `<until>` sorts before every alertId that begins with it,
 * so those are out; "A" sorts after all keys, which begin with a year of four digits.
 */
export function startsOf({ held, started, ended }: SystemScope): { from: string; until: string } {
  // Whatever ended before a time began before it too.
  const untils = [held?.until, started?.until, ended?.until].filter((at) => at !== undefined);
  return {
    from: started?.since === undefined ? "0" : isoTime(started.since),
    until: untils.length === 0 ? "A" : isoTime(Math.min(...untils)),
  };
}

/** Returns the time before which no alert that is asked for was resolved; undefined where any may have been. */
export function earliestEnd({ held, ended, changedSince }: SystemScope): string | undefined {
  const ends = [held?.since, ended?.since, changedSince].filter((at) => at !== undefined);
  return ends.length === 0 ? undefined : isoTime(Math.max(...ends));
}
