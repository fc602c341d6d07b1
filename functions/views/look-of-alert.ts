import { columnIndex, countsIn } from "../core/columns.ts";
import { isoOrNull, isoTime } from "../core/iso-time.ts";
import type { Observed } from "../core/measures.ts";
import type { PastLook } from "../core/past.ts";
import { closedReason } from "../core/service.ts";

/** What one poll says of an alert's station, or of the feed alone. Times are ISO 8601 in UTC. */
export interface LookOfAlert {
  readonly at: string;
  /** The poll before it; null where it was the system's first. */
  readonly previousAt: string | null;
  readonly verdict: PastLook["verdict"];
  /** Why it was not believed, or why the poll failed. */
  readonly reason: string | null;
  /** Null where nobody can read the look. */
  readonly ruleVersion: string | null;
  /** From when on what it shows holds, where a hold made that earlier than the poll; otherwise null. */
  readonly since: string | null;
  /** Null where it shows no stations, or not this one. */
  readonly observed: Observed | null;
  /** Why the station is out of service; null where it serves, or nothing is known of it. */
  readonly closed: string | null;
  /** True where the station was not judged: it was outside its hours. */
  readonly isOutside: boolean;
  /** Since when the feed had stood still, where stations were not judged for that; otherwise null. */
  readonly frozenSince: string | null;
  /** What of it, or of the looks before it, is not there: one sentence; null where nothing is missing. */
  readonly hole: string | null;
}

/** One end of an alert: its beginning, or its end. Times are ISO 8601 in UTC. */
export interface AlertEnd {
  /** When it became so, and when the alert said so. */
  readonly since: string;
  readonly toldAt: string;
  /** The newest poll before that was believed; null where none is kept. */
  readonly before: LookOfAlert | null;
  /** The poll that showed it first, believed or not; null where it is not kept. */
  readonly first: LookOfAlert | null;
  /** The poll at which the alert opened, or was resolved; null where it is not kept. */
  readonly told: LookOfAlert | null;
  /** How many polls came after the first, up to the one that told it. */
  readonly polls: number;
}

/** Returns what a look says of the station; of the feed alone for null. Its columns are not kept. */
export function lookOfAlert(past: PastLook, stationId: string | null): LookOfAlert {
  const { at, previousAt, verdict, reason, ruleVersion, believed, hole } = past;
  const column =
    (stationId === null ? null : believed && columnIndex(believed.stationIds).get(stationId)) ?? -1;
  const columns = believed?.columns;
  const isThere = columns?.present[column] === true;
  const observed = isThere ? countsIn(columns, column) : null;
  const { outside = null } = believed ?? {};
  return {
    at: isoTime(at),
    previousAt: isoOrNull(previousAt),
    verdict,
    reason,
    ruleVersion,
    since: believed === null || believed.since === at ? null : isoTime(believed.since),
    observed,
    closed: observed && closedReason(observed.vehicles, observed.docks, columns?.flags[column] ?? 0),
    isOutside: outside === "all" || outside?.[column] === true,
    frozenSince: isoOrNull(believed?.frozenSince ?? null),
    hole,
  };
}
