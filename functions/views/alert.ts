import type { AlertItem } from "../store/alert-item.ts";

/**
 * How long an alert lasts, in whole seconds: an open one up to the system's newest poll, since nobody has looked after
 * it. Null for a resolved one that does not say it.
 */
export function lastedSeconds(alert: AlertItem, markAt: number): number | null {
  if (alert.status !== "open") return alert.durationSeconds ?? null;
  return Math.max(0, Math.round((markAt - Date.parse(alert.startedAt)) / 1_000));
}

/** Whether it began sometime before its startedAt, so that it lasts longer. */
export function isSinceBefore({ baseline, afterGap }: AlertItem): boolean {
  return baseline || afterGap === true;
}
