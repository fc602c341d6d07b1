import type { Alternative } from "../../functions/core/effects.ts";
import type { AlertItem } from "../../functions/store/alert-item.ts";
import { isSinceBefore, lastedSeconds } from "../../functions/views/alert.ts";
import { helpOf } from "../../functions/words/alert-lines.ts";
import { countsOf, duration } from "../../functions/words/amounts.ts";
import { cut } from "../../functions/words/text.ts";
import { localTime } from "../../functions/words/times.ts";
import type { Column } from "../formats/table.ts";
import type { Systems } from "../systems.ts";

/** An alert as its row shows it. */
export interface AlertRow {
  readonly alert: AlertItem;
  readonly since: string;
  readonly lasted: string;
}

export async function alertRows(
  alerts: readonly AlertItem[],
  systems: Systems,
  utc: boolean,
  now: number,
): Promise<AlertRow[]> {
  return await Promise.all(
    alerts.map(async (alert) => ({
      alert,
      since: localTime(
        Date.parse(alert.startedAt),
        utc ? "UTC" : await systems.timeZone(alert.systemId),
        now,
      ),
      lasted: await lastedOf(alert, systems, now),
    })),
  );
}

/** `12 min`, `>12 min` where it began before it was seen; empty where it is not known. */
export async function lastedOf(alert: AlertItem, systems: Systems, now: number): Promise<string> {
  const markAt = alert.status === "open" ? (await systems.state(alert.systemId))?.markAt : null;
  const seconds = lastedSeconds(alert, markAt ?? now);
  return seconds === null ? "" : `${isSinceBefore(alert) ? ">" : ""}${duration(seconds)}`;
}

export function alertTable(rows: readonly AlertRow[]): Column<AlertRow>[] {
  const systems = new Set(rows.map(({ alert }) => alert.systemId));
  return [
    // Beside one system's alerts its name says nothing.
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
      // What matters most comes first: the end is what a narrow terminal cuts off.
      return `${helpOf(rule, nearby).count ?? "?"} at ${distanceMeters} m ${cut(name, NAME_CHARACTERS_MAX)}`;
    })
    .join(", ");
}

/** In full: `5 bikes, 3 docks at Bellecour, 120 m`. */
export function alternativeText({ name, distanceMeters, vehicles, docks }: Alternative): string {
  return `${countsOf(vehicles, docks)} at ${name}, ${distanceMeters} m`;
}
