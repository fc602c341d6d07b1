import { ALERT_COLUMNS } from "../../functions/store/alert-columns.ts";
import { type AlertItem, observedAtEnd } from "../../functions/store/alert-item.ts";
import type { AlertPosition } from "../../functions/store/alert-queries.ts";
import type { LogEntry } from "../../functions/store/people-log.ts";
import { isSinceBefore, lastedSeconds } from "../../functions/views/alert.ts";
import { helpOf } from "../../functions/words/alert-lines.ts";
import { counted, countsOf, duration } from "../../functions/words/amounts.ts";
import { handlingWords } from "../../functions/words/handling.ts";
import { cut } from "../../functions/words/text.ts";
import { localTime } from "../../functions/words/times.ts";
import type { Asked } from "../asking.ts";
import { printFacts } from "../formats/facts.ts";
import { printListing, printOne, printRows } from "../formats/listing.ts";
import type { Column } from "../formats/table.ts";
import { LIMIT_MAX, type Style } from "../options.ts";
import { distanceWords } from "../search/sought.ts";
import type { World } from "../world.ts";
import type { Sortable } from "./order.ts";
import { writePageToken } from "./page-token.ts";
import { printFeatures } from "./print-features.ts";
import type { AlertQuestion } from "./question.ts";

/** An alert, how many seconds it is known to have lasted, and how many metres away its station is; null is unknown. */
export type ListedAlert = Sortable;

/** What a page leaves out. */
interface Rest {
  /** Where the next page begins; null without one, or where the order is not that of pages. */
  readonly next: AlertPosition | null;
  /** How many alerts of another order were cut off. */
  readonly left: number;
  /** There are more alerts than are put in another order. */
  readonly isCut: boolean;
}

/** Prints a page of alerts; `nothing` is the sentence for an empty one. */
export async function printAlerts(
  alerts: readonly ListedAlert[],
  { next, left, isCut }: Rest,
  { format, utc }: Pick<AlertQuestion, "format" | "utc">,
  nothing: string,
  asked: Asked,
  world: World,
): Promise<void> {
  const { systems, connection, now } = asked;
  const { terminal } = world;
  const items = alerts.map(({ alert }) => alert);
  const token = next === null ? null : writePageToken(next);
  if (format === "table") {
    const rows = await Promise.all(
      alerts.map(async (listed): Promise<AlertRow> => {
        const { alert } = listed;
        const timeZone = await systems.timeZone(alert.systemId, utc);
        return { ...listed, since: localTime(Date.parse(alert.startedAt), timeZone, now) };
      }),
    );
    const count = counted(rows.length, "alert");
    printListing(rows, alertTable(rows), { nothing, count, place: await connection.title() }, terminal);
  } else if (format === "geojson") await printFeatures(items, asked, world);
  else printRows(items, ALERT_COLUMNS, format, terminal, token);
  if (token !== null && format !== "json") terminal.say(`next page: --next ${token}`);
  if (left > 0) terminal.say(`${left} more: --limit shows them`);
  if (isCut) terminal.say(`only the newest ${LIMIT_MAX} alerts were put in order`);
}

/** Prints all that is known about one alert; `log` is who did what with it. */
export async function printAlert(
  alert: AlertItem,
  log: readonly LogEntry[],
  { format, utc }: Style,
  { systems, now }: Asked,
  { terminal }: World,
): Promise<void> {
  if (format !== "table") return printOne({ ...alert, log }, ALERT_COLUMNS, format, terminal);
  const timeZone = await systems.timeZone(alert.systemId, utc);
  const time = (iso: string | undefined) =>
    iso === undefined ? null : localTime(Date.parse(iso), timeZone, now);
  const state = alert.status === "open" ? await systems.stateIfUsable(alert.systemId) : null;
  const facts = factsOf(alert, time, lastedWords(alert, lastedSeconds(alert, state ?? null)));
  const done = log.map((entry, index) => {
    return [index === 0 ? "log" : "", `${time(entry.at)}  ${handlingWords(entry)}`] as const;
  });
  printFacts([...facts, ...done], terminal);
}

/** An alert with the texts of its row. */
interface AlertRow extends ListedAlert {
  readonly since: string;
}

/** Returns `12 min`, or `>12 min` when the alert began before it was seen; an empty text when unknown. */
function lastedWords(alert: AlertItem, seconds: number | null): string {
  return seconds === null ? "" : `${isSinceBefore(alert) ? ">" : ""}${duration(seconds)}`;
}

function alertTable(rows: readonly AlertRow[]): Column<AlertRow>[] {
  const systems = new Set(rows.map(({ alert }) => alert.systemId));
  const isNear = rows.some(({ meters }) => meters !== null);
  const isHandled = rows.some(({ alert }) => alert.acknowledgedBy !== undefined);
  const isNoted = rows.some(({ alert }) => alert.note !== undefined);
  return [
    // What the next command needs comes first and is never cut: `alerts show SYSTEM ALERT`.
    { header: "system", rank: systems.size > 1 ? 12 : 6, value: ({ alert }) => alert.systemId },
    { header: "alert", rank: 2, value: ({ alert }) => alert.alertId },
    { header: "id", rank: 11, value: ({ alert }) => alert.stationId ?? "-" },
    { header: "rule", rank: 12, value: ({ alert }) => alert.rule },
    { header: "station", rank: 10, least: 12, value: ({ alert }) => placeOf(alert) },
    { header: "since", rank: 9, value: ({ since }) => since },
    { header: "for", rank: 8, right: true, value: ({ alert, seconds }) => lastedWords(alert, seconds) },
    { header: "status", rank: 7, value: ({ alert }) => statusOf(alert) },
    ...(isHandled
      ? [{ header: "who", rank: 9, least: 8, value: ({ alert }: AlertRow) => alert.acknowledgedBy ?? "" }]
      : []),
    ...(isNoted
      ? [{ header: "note", rank: 8, least: 12, value: ({ alert }: AlertRow) => alert.note ?? "" }]
      : []),
    ...(isNear
      ? [{ header: "away", rank: 5, right: true, value: ({ meters }: AlertRow) => distanceWords(meters) }]
      : []),
    { header: "empty", rank: 3, right: true, value: ({ alert }) => String(alert.emptyInSystem) },
    { header: "nearest", rank: 4, least: 12, value: ({ alert }) => nearestOf(alert) },
  ];
}

function placeOf(alert: AlertItem): string {
  return alert.stationName ?? alert.stationId ?? "the whole system";
}

function statusOf({ endReason, status }: AlertItem): string {
  return endReason ?? status;
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
    ["note", alert.note ?? null],
  ];
}

const GAP = " or before: nothing had been known for a while";

function onsetOf({ baseline, afterGap }: AlertItem): string {
  if (baseline) return " or before: it was so when first seen";
  return afterGap ? GAP : "";
}
