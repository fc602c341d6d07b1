import type { World } from "./world.ts";

/** What a person has written to an alert. */
export interface Acknowledgement {
  readonly key: { readonly systemId: unknown; readonly alertId: unknown };
  readonly attributes: Readonly<Record<string, string>>;
}

/** A person acknowledges a random alert, open or not; null when there is none. */
export function lookAfterAlert(world: World): Acknowledgement | null {
  const { tables, random, ledger, time } = world;
  const alerts = tables.all("alerts");
  const alert = alerts[random.below(alerts.length)];
  if (alert === undefined) return null;
  const { systemId, alertId } = alert;
  const attributes = {
    acknowledgedBy: `person ${random.below(1_000)}`,
    acknowledgedAt: new Date(time.now).toISOString(),
    note: "a van is on its way",
  };
  ledger.writer = null;
  tables.write("alerts", { ...alert, ...attributes });
  world.tell(`${attributes.acknowledgedBy} looks after ${alertId}`);
  return { key: { systemId, alertId }, attributes };
}
