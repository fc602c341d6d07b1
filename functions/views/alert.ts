import type { SystemState } from "../core/state.ts";
import type { AlertItem } from "../store/alert-item.ts";

/**
 * Returns how long an alert is known to have lasted, in whole seconds: an open one up to the newest look at the
 * stations, or up to the newest poll where it is about the feed. Null where that is unknown; `state` is null without one.
 */
export function lastedSeconds(
  alert: AlertItem,
  state: Pick<SystemState, "markAt" | "observedAt"> | null,
): number | null {
  if (alert.status !== "open") return alert.durationSeconds ?? null;
  const seenAt = (alert.stationId === undefined ? state?.markAt : state?.observedAt) ?? null;
  return seenAt === null ? null : Math.max(0, Math.round((seenAt - Date.parse(alert.startedAt)) / 1_000));
}

/** Returns whether the alert began some time before its startedAt and thus lasts longer than is known. */
export function isSinceBefore({ baseline, afterGap }: Pick<AlertItem, "baseline" | "afterGap">): boolean {
  return baseline || afterGap === true;
}
