import type { Alternative } from "./effects.ts";
import { FEED_RULES } from "./feed-rules.ts";
import { matches, type Receiver } from "./receiver.ts";
import { holdsBack, type Silence } from "./silences.ts";
import { type OpeningName, openingKey, type Standing } from "./telling.ts";

/** What of an alert's item counts where it is told. Times are ISO 8601 in UTC. */
export interface TellableAlert extends OpeningName {
  readonly rule: string;
  readonly status: "open" | "resolved";
  readonly stationId?: string;
  readonly stationName?: string;
  readonly startedAt: string;
  readonly openedAt: string;
  readonly endedAt?: string;
  readonly resolvedAt?: string;
  readonly durationSeconds?: number;
  readonly baseline: boolean;
  readonly afterGap?: true;
  readonly reason?: string;
  readonly endReason?: string;
  readonly alternatives?: readonly Alternative[];
  readonly acknowledgedBy?: string;
}

/** Up to when something is known of a system, in milliseconds since the epoch; null where nothing is. */
export interface KnownUntil {
  /** The newest look that was believed. */
  readonly believedAt: number | null;
  /** The newest poll, whatever became of it: what is about the feed itself is known by each. */
  readonly polledAt: number | null;
}

/** An alert to be told as open, and up to when it is known to have been. */
export interface Opening {
  readonly alert: TellableAlert;
  readonly knownUntil: number;
}

/** The end of what was told as open; the alert is null where its item is gone. */
export interface Ending {
  readonly name: OpeningName;
  readonly alert: TellableAlert | null;
}

export interface News {
  /** The longest first. */
  readonly opened: readonly Opening[];
  readonly over: readonly Ending[];
}

/** Returns of the alerts that seem open those that a receiver may have to be told of; the table is asked about them. */
export function candidates(
  receiver: Receiver,
  { told }: Standing,
  alerts: readonly TellableAlert[],
  silences: readonly Silence[],
  now: number,
): TellableAlert[] {
  return alerts.filter((alert) => {
    const before = told.get(openingKey(alert));
    if (before !== undefined && !before.perhaps) return false;
    if (!matches(receiver, alert) || now - Date.parse(alert.startedAt) < receiver.openForMs) return false;
    return !silences.some((silence) => holdsBack(silence, alert, now));
  });
}

/** Returns what was told as open and seems so no longer: the index lags, so the table is asked. */
export function perhapsOver({ told }: Standing, alerts: readonly TellableAlert[]): OpeningName[] {
  const open = new Set(alerts.map(openingKey));
  return [...told].filter(([key]) => !open.has(key)).map(([, name]) => name);
}

/** Returns up to when an alert is known to have been open: by its own opening, and by what was seen since. */
function knownOf({ rule, openedAt }: TellableAlert, { believedAt, polledAt }: KnownUntil): number {
  return Math.max(Date.parse(openedAt), (OF_FEEDS.has(rule) ? polledAt : believedAt) ?? 0);
}

/** Rules that no look of the stations judges: a feed that is down shows none. */
const OF_FEEDS: ReadonlySet<string> = new Set(
  FEED_RULES.filter(({ hasBaseline }) => !hasBaseline).map(({ name }) => name),
);

/** Returns the candidates, as the table has them now, that are open and known to have lasted. */
export function openings(
  { openForMs }: Receiver,
  asRead: readonly TellableAlert[],
  untilOf: (systemId: string) => KnownUntil,
): Opening[] {
  return asRead
    .flatMap((alert) => {
      const knownUntil = knownOf(alert, untilOf(alert.systemId));
      const lastedMs = knownUntil - Date.parse(alert.startedAt);
      return alert.status === "open" && lastedMs >= openForMs ? [{ alert, knownUntil }] : [];
    })
    .sort((a, b) => byAge(a.alert, b.alert));
}

/** Returns the ends of what was told as open, whatever filters and silences say by now. */
export function endings(names: readonly OpeningName[], asRead: readonly TellableAlert[]): Ending[] {
  const read = new Map(asRead.map((alert) => [openingKey(alert), alert]));
  return names
    .flatMap(({ systemId, alertId }): Ending[] => {
      const alert = read.get(openingKey({ systemId, alertId })) ?? null;
      return alert?.status === "open" ? [] : [{ name: { systemId, alertId }, alert }];
    })
    .sort((a, b) => byAge(a.name, b.name));
}

/** An id begins with the time since when it is so. */
function byAge(a: OpeningName, b: OpeningName): number {
  return compare(a.alertId, b.alertId) || compare(a.systemId, b.systemId);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
