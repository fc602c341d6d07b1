import { ALERT_COLUMNS } from "../../functions/store/alert-columns.ts";
import { type AlertItem, observedAtEnd } from "../../functions/store/alert-item.ts";
import type { AlertPage } from "../../functions/store/alert-queries.ts";
import { isSinceBefore, lastedSeconds } from "../../functions/views/alert.ts";
import { helpOf } from "../../functions/words/alert-lines.ts";
import { countsOf, duration } from "../../functions/words/amounts.ts";
import { cut } from "../../functions/words/text.ts";
import { localTime } from "../../functions/words/times.ts";
import { printFacts } from "../formats/facts.ts";
import { printOne, printRows, printTable } from "../formats/listing.ts";
import type { Column } from "../formats/table.ts";
import type { Style } from "../options.ts";
import type { Systems } from "../systems.ts";
import type { World } from "../world.ts";
import { writePageToken } from "./page-token.ts";

/** Prints a page of alerts; `nothing` is the sentence for an empty one. */
export async function printAlerts(
  page: AlertPage,
  { format, utc }: Style,
  nothing: string,
  systems: Systems,
  { terminal, now }: World,
): Promise<void> {
  const next = page.next === null ? null : writePageToken(page.next);
  if (format === "table") {
    const rows = await Promise.all(page.items.map((alert) => rowOf(alert, utc, systems, now())));
    printTable(rows, alertTable(rows), nothing, terminal);
  } else {
    printRows(page.items, ALERT_COLUMNS, format, terminal, next);
  }
  if (next !== null && format !== "json") terminal.say(`next page: --next ${next}`);
}

/** Prints all that is known about one alert. */
export async function printAlert(
  alert: AlertItem,
  { format, utc }: Style,
  systems: Systems,
  { terminal, now }: World,
): Promise<void> {
  if (format !== "table") return printOne(alert, ALERT_COLUMNS, format, terminal);
  const timeZone = await systems.timeZone(alert.systemId, utc);
  const time = (iso: string | undefined) =>
    iso === undefined ? null : localTime(Date.parse(iso), timeZone, now());
  printFacts(factsOf(alert, time, await lastedOf(alert, systems, now())), terminal);
}

/** An alert with the texts of its row. */
type AlertRow = Awaited<ReturnType<typeof rowOf>>;

async function rowOf(alert: AlertItem, utc: boolean | undefined, systems: Systems, now: number) {
  const timeZone = await systems.timeZone(alert.systemId, utc);
  const since = localTime(Date.parse(alert.startedAt), timeZone, now);
  return { alert, since, lasted: await lastedOf(alert, systems, now) };
}

/** Returns `12 min`, or `>12 min` when the alert began before it was seen; an empty text when unknown. */
async function lastedOf(alert: AlertItem, systems: Systems, now: number): Promise<string> {
  const markAt = alert.status === "open" ? (await systems.stateIfUsable(alert.systemId))?.markAt : null;
  const seconds = lastedSeconds(alert, markAt ?? now);
  return seconds === null ? "" : `${isSinceBefore(alert) ? ">" : ""}${duration(seconds)}`;
}

function alertTable(rows: readonly AlertRow[]): Column<AlertRow>[] {
  const systems = new Set(rows.map(({ alert }) => alert.systemId));
  return [
    // The name matters less when all alerts are of one system.
    { header: "system", rank: systems.size > 1 ? 7 : 2, least: 6, value: ({ alert }) => alert.systemId },
    { header: "rule", rank: 9, value: ({ alert }) => alert.rule },
    { header: "station", rank: 10, least: 16, value: ({ alert }) => placeOf(alert) },
    { header: "since", rank: 8, value: ({ since }) => since },
    { header: "for", rank: 6, right: true, value: ({ lasted }) => lasted },
    { header: "status", rank: 5, value: ({ alert }) => statusOf(alert) },
    { header: "empty", rank: 3, right: true, value: ({ alert }) => String(alert.emptyInSystem) },
    { header: "nearest", rank: 4, least: 12, value: ({ alert }) => nearestOf(alert) },
  ];
}

function placeOf(alert: AlertItem): string {
  return alert.stationName ?? alert.stationId ?? "the whole system";
}

function statusOf(alert: AlertItem): string {
  if (alert.endReason !== undefined) return alert.endReason;
  return alert.status === "open" && alert.acknowledgedBy !== undefined ? "open, seen" : alert.status;
}

const NAME_CHARACTERS_MAX = 24;

function nearestOf({ alternatives = [], rule }: AlertItem): string {
  return alternatives
    .slice(0, 2)
    .map((nearby) => {
      const { name, distanceMeters } = nearby;
      // What matters most comes first, because a narrow terminal cuts the end.
      return `${helpOf(rule, nearby).count ?? "?"} at ${distanceMeters} m ${cut(name, NAME_CHARACTERS_MAX)}`;
    })
    .join(", ");
}

function factsOf(
  alert: AlertItem,
  time: (iso: string | undefined) => string | null,
  lasted: string,
): (readonly [string, string | null])[] {
  const started = countsOf(observedAtEnd(alert, "AtStart"));
  const ended = alert.status === "open" ? null : countsOf(observedAtEnd(alert, "AtEnd"));
  const gap = alert.endUncertain ? GAP : "";
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
    ["ended", alert.endedAt === undefined ? null : `${time(alert.endedAt)}${gap}`],
    ["resolved", time(alert.resolvedAt)],
    ["for", lasted],
    ["at the start", started],
    ["at the end", ended],
    ["empty in the city", String(alert.emptyInSystem)],
    ...(alert.alternatives ?? []).map(({ name, distanceMeters, ...observed }, index) => {
      const what = `${countsOf(observed)} at ${name}, ${distanceMeters} m`;
      return [index === 0 ? "nearest" : "", what] as const;
    }),
    ["acknowledged", alert.acknowledgedBy ? `${alert.acknowledgedBy}, ${time(alert.acknowledgedAt)}` : null],
    ["snoozed until", time(alert.snoozedUntil)],
    ["note", alert.note ?? null],
  ];
}

const GAP = " or before: nothing had been known for a while";

function onsetOf({ baseline, afterGap }: AlertItem): string {
  if (baseline) return " or before: it was so when first seen";
  return afterGap ? GAP : "";
}
