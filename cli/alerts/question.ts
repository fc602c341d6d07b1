import type { SystemScope } from "../../functions/store/alert-filter.ts";
import type { TimeFromNow } from "../../functions/words/times.ts";
import { FORMATS, type Style } from "../options.ts";
import type { Place } from "../places.ts";
import type { Sought } from "../search/sought.ts";
import type { AlertOrder } from "./order.ts";

/** Lists of alerts can be put on a map too. */
export const ALERT_FORMATS = [...FORMATS, "geojson"] as const;
export type AlertFormat = (typeof ALERT_FORMATS)[number];

/** What `alerts list` is asked; the names are those of its options. */
export interface AlertQuestion extends Place, Omit<Style, "format">, Sought, Moments {
  readonly format: AlertFormat;
  readonly system?: readonly string[] | undefined;
  readonly station?: readonly string[] | undefined;
  readonly rule?: readonly string[] | undefined;
  readonly open?: boolean | undefined;
  readonly sort: AlertOrder;
  readonly limit: number;
  readonly next?: string | undefined;
}

/** The options that are times. */
export const MOMENTS = [
  "since",
  "until",
  "startedSince",
  "startedUntil",
  "endedSince",
  "endedUntil",
  "changedSince",
] as const;

type Moments = { readonly [Name in (typeof MOMENTS)[number]]?: TimeFromNow | undefined };

/** Returns the times as one system's clock has them. */
export function scopeOf(systemId: string, moments: Moments, now: number, timeZone: string): SystemScope {
  const at = (moment: TimeFromNow | undefined) => moment?.(now, timeZone);
  const span = (since: TimeFromNow | undefined, until: TimeFromNow | undefined) =>
    since === undefined && until === undefined ? undefined : { since: at(since), until: at(until) };
  return {
    systemId,
    held: span(moments.since, moments.until),
    started: span(moments.startedSince, moments.startedUntil),
    ended: span(moments.endedSince, moments.endedUntil),
    changedSince: at(moments.changedSince),
  };
}
