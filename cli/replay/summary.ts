import { RULE_NAMES, type RuleName } from "../../functions/core/rules.ts";
import { STATION_RULES } from "../../functions/core/station-rules.ts";
import { counted } from "../../functions/words/amounts.ts";
import { printable } from "../../functions/words/text.ts";
import { localTime } from "../../functions/words/times.ts";
import { renderTable, type TableStyle } from "../formats/table.ts";
import type { Replayed } from "./replay.ts";

const BUSIEST_MAX = 10;

/** The rules that most people never switch on: the table has them only when they have events. */
const OFF_UNASKED: ReadonlySet<RuleName> = new Set(
  STATION_RULES.filter(({ isOnUnasked }) => !isOnUnasked).map(({ name }) => name),
);

/** Returns, for a terminal, what was replayed, the events per rule, and the stations with the most alerts. */
export function summaryOf(replayed: Replayed, timeZone: string, now: number, style: TableStyle): string {
  const stillOpen = replayed.alerts.filter(({ resolution }) => resolution === null).length;
  const parts = [
    `${headOf(replayed, (at) => localTime(at, timeZone, now))}, ${counted(replayed.windows.length, "window")}\n`,
    rulesTable(replayed, style),
    `${counted(stillOpen, "alert")} open at the end\n`,
  ];
  if (replayed.events.length > 0) parts.push(stationsTable(replayed, style));
  return parts.join("\n");
}

/** Returns which system was replayed, from when to when, and how many polls that were. */
export function headOf(
  { systemId, polls, failedPolls, from, to }: Replayed,
  time: (at: number) => string,
): string {
  const span = from === null || to === null ? "nothing" : `${time(from)} to ${time(to)}`;
  const failed = failedPolls === 0 ? "" : ` (${failedPolls} failed)`;
  return `${printable(systemId)}: ${span}, ${counted(polls, "poll")}${failed}`;
}

/** Returns the rules to tell of: those that have something to tell, and those that are usually on. */
export function rulesShown(hasAny: (rule: RuleName) => boolean): RuleName[] {
  return RULE_NAMES.filter((rule) => !OFF_UNASKED.has(rule) || hasAny(rule));
}

function rulesTable({ events }: Replayed, style: TableStyle): string {
  const rows = rulesShown((rule) => events.some((event) => event.rule === rule)).map((rule) => {
    const own = events.filter((event) => event.rule === rule);
    const opened = own.filter(({ event }) => event === "opened").length;
    return { rule, opened, resolved: own.length - opened };
  });
  return renderTable(
    [
      { header: "rule", rank: 3, value: ({ rule }) => rule },
      { header: "opened", rank: 2, right: true, value: ({ opened }) => String(opened) },
      { header: "resolved", rank: 1, right: true, value: ({ resolved }) => String(resolved) },
    ],
    rows,
    style,
  );
}

function stationsTable({ events, names }: Replayed, style: TableStyle): string {
  const counts = new Map<string, number>();
  for (const { stationId, event } of events) {
    if (event === "opened" && stationId !== null) counts.set(stationId, (counts.get(stationId) ?? 0) + 1);
  }
  const busiest = [...counts].sort((a, b) => b[1] - a[1]).slice(0, BUSIEST_MAX);
  return renderTable(
    [
      { header: "busiest stations", rank: 2, least: 12, value: ([id]) => names.get(id) ?? id },
      { header: "alerts", rank: 3, right: true, value: ([, count]) => String(count) },
    ],
    busiest,
    style,
  );
}
