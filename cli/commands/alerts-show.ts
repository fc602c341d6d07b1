import { ALERT_COLUMNS } from "../../functions/store/alert-columns.ts";
import type { AlertItem } from "../../functions/store/alert-item.ts";
import { AlertQueries } from "../../functions/store/alert-queries.ts";
import { countsOf } from "../../functions/words/amounts.ts";
import { localTime } from "../../functions/words/times.ts";
import { alternativeText, lastedOf } from "../alerts/table.ts";
import { connected, type Place } from "../connection.ts";
import { printFacts } from "../formats/facts.ts";
import { printOne } from "../formats/listing.ts";
import type { Format } from "../options.ts";
import { knownSystems } from "../systems.ts";
import { FAILED, UserError } from "../user-error.ts";
import type { World } from "../world.ts";

export interface AlertsShowOptions extends Place {
  readonly format: Format;
  readonly utc?: boolean;
}

export async function showAlert(
  systemId: string,
  alertId: string,
  options: AlertsShowOptions,
  world: World,
): Promise<void> {
  await connected(options, world, async (connection) => {
    const alerts = new AlertQueries(connection.tables, connection.names.alertsTable, world.now);
    const alert = await alerts.get(systemId, alertId);
    if (alert === null) throw new UserError(`no alert "${alertId}" of ${systemId} is known`, FAILED);
    if (options.format !== "table") return printOne(alert, ALERT_COLUMNS, options.format, world.terminal);
    const systems = knownSystems(connection, world);
    const timeZone = options.utc === true ? "UTC" : await systems.timeZone(systemId);
    const now = world.now();
    const time = (iso: string | undefined) =>
      iso === undefined ? null : localTime(Date.parse(iso), timeZone, now);
    printFacts(factsOf(alert, time, await lastedOf(alert, systems, now)), world.terminal);
  });
}

function factsOf(
  alert: AlertItem,
  time: (iso: string | undefined) => string | null,
  lasted: string,
): (readonly [string, string | null])[] {
  const started = countsOf(alert.vehiclesAtStart, alert.docksAtStart);
  const ended = alert.status === "open" ? null : countsOf(alert.vehiclesAtEnd, alert.docksAtEnd);
  return [
    ["alert", alert.alertId],
    ["system", alert.systemId],
    ["rule", `${alert.rule} (rules ${alert.ruleVersion})`],
    ["station", alert.stationId === undefined ? null : `${alert.stationName ?? ""} (${alert.stationId})`],
    ["address", alert.address ?? null],
    ["status", [alert.status, alert.endReason].filter(Boolean).join(", ")],
    ["reason", alert.reason ?? null],
    ["started", `${time(alert.startedAt)}${onsetOf(alert)}`],
    ["opened", time(alert.openedAt)],
    [
      "ended",
      alert.endUncertain
        ? `${time(alert.endedAt)} or before: nothing had been known for a while`
        : time(alert.endedAt),
    ],
    ["resolved", time(alert.resolvedAt)],
    ["for", lasted],
    ["at the start", started],
    ["at the end", ended],
    ["empty in the city", String(alert.emptyInSystem)],
    ...(alert.alternatives ?? []).map(
      (one, index) => [index === 0 ? "nearest" : "", alternativeText(one)] as const,
    ),
    ["acknowledged", alert.acknowledgedBy ? `${alert.acknowledgedBy}, ${time(alert.acknowledgedAt)}` : null],
    ["snoozed until", time(alert.snoozedUntil)],
    ["note", alert.note ?? null],
  ];
}

function onsetOf({ baseline, afterGap }: AlertItem): string {
  if (baseline) return " or before: it was so when first seen";
  return afterGap ? " or before: nothing had been known for a while" : "";
}
