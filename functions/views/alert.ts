import type { AlertItem } from "../store/alert-item.ts";

/**
 * Returns how long an alert lasts, in whole seconds; an open one up to `markAt`, the system's newest folded poll, since
 * nothing is known after it. Null for a resolved alert without a duration.
 */
export function lastedSeconds(alert: AlertItem, markAt: number): number | null {
  if (alert.status !== "open") return alert.durationSeconds ?? null;
  return Math.max(0, Math.round((markAt - Date.parse(alert.startedAt)) / 1_000));
}

/** Returns whether the alert began some time before its startedAt and thus lasts longer than is known. */
export function isSinceBefore({ baseline, afterGap }: AlertItem): boolean {
  return baseline || afterGap === true;
}
