import type { FoldContext } from "./context.ts";
import type { Effect, ResolveAlert } from "./effects.ts";

/** An alert that stands open in the table, while the state knows nothing of it. */
export type StandingAlert = Omit<ResolveAlert, "type" | "resolution"> & {
  /** Milliseconds since the epoch: a poll of this time has been folded. */
  readonly openedAt: number;
};

/** Returns the effects that end alerts of which no state is left, at the poll that shows it: nobody knows their end. */
export function endStanding(
  alerts: readonly StandingAlert[],
  at: number,
  emptyInSystem: number,
  { arrivedAt, alertRetentionMs }: Pick<FoldContext, "arrivedAt" | "alertRetentionMs">,
): ResolveAlert[] {
  return alerts.map(({ openedAt: _openedAt, ...alert }) => ({
    ...alert,
    type: "resolve",
    resolution: {
      // An alert of a clock that was ahead may begin later than the poll that ends it.
      endedAt: Math.max(at, alert.startedAt),
      resolvedAt: at,
      observed: { vehicles: null, docks: null },
      emptyInSystem,
      endReason: null,
      endUncertain: true,
      expiresAt: arrivedAt + alertRetentionMs,
    },
  }));
}

/** Returns the alerts that a commit opened and left open. */
export function leftOpenBy(effects: readonly Effect[]): StandingAlert[] {
  return effects.flatMap((effect) => {
    if (effect.type !== "open" || effect.resolution !== null) return [];
    const { alertId, stationId, rule, baseline, startedAt, openedAt, stationName, address } = effect;
    return [{ alertId, stationId, rule, baseline, startedAt, openedAt, stationName, address }];
  });
}

/** Returns the newest poll that the alerts show to have been folded; null where there is none. */
export function newestOf(alerts: readonly StandingAlert[]): number | null {
  return alerts.reduce<number | null>((newest, { openedAt }) => Math.max(newest ?? openedAt, openedAt), null);
}
