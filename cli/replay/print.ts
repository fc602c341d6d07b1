import { EVENT_COLUMNS, toSeconds } from "../../functions/words/event-lines.ts";
import { printRows, printTable } from "../formats/listing.ts";
import type { Column } from "../formats/table.ts";
import type { Format } from "../options.ts";
import type { World } from "../world.ts";
import { WINDOW_COLUMNS } from "./csv.ts";
import type { Replayed } from "./replay.ts";
import { summaryOf } from "./summary.ts";

/** Prints every format but CSV, which has its own order, made for comparing. */
export function printReplayed(
  replayed: Replayed,
  format: Exclude<Format, "csv">,
  windowsAsked: boolean,
  timeZone: string,
  { terminal, now }: World,
): void {
  const { systemId, events } = replayed;
  if (windowsAsked) {
    const rows = windowRows(replayed);
    if (format === "table") printTable(rows, WINDOW_TABLE, "no finished window on the tape", terminal);
    else printRows(rows, WINDOW_COLUMNS, format, terminal);
  } else if (format === "table") {
    terminal.write(summaryOf(replayed, timeZone, now(), terminal));
  } else {
    const rows = events.map((event) => ({ systemId, ...event, at: toSeconds(event.at) }));
    printRows(rows, EVENT_COLUMNS, format, terminal);
  }
}

type WindowRow = ReturnType<typeof windowRows>[number];

function windowRows({ systemId, windows }: Replayed) {
  return windows.map(({ startAt, docks, vehicles }) => ({
    systemId,
    windowStart: toSeconds(startAt),
    docks,
    vehicles,
  }));
}

const WINDOW_TABLE: readonly Column<WindowRow>[] = [
  { header: "window", rank: 3, value: ({ windowStart }) => windowStart },
  { header: "docks", rank: 2, right: true, value: ({ docks }) => docks.toFixed(3) },
  { header: "vehicles", rank: 1, right: true, value: ({ vehicles }) => vehicles.toFixed(3) },
];
