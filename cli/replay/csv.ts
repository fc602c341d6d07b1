import { csvLine } from "../../functions/words/csv.ts";
import { EVENT_COLUMNS, eventLines, toSeconds } from "../../functions/words/event-lines.ts";
import type { Replayed } from "./replay.ts";

export const WINDOW_COLUMNS = ["systemId", "windowStart", "docks", "vehicles"] as const;

/** Returns a header and the events, sorted bytewise, or the windows, in order of time. */
export function replayedCsv(replayed: Replayed, windowsAsked: boolean): string {
  const header = windowsAsked ? WINDOW_COLUMNS : EVENT_COLUMNS;
  const lines = windowsAsked ? windowLines(replayed) : eventLines(replayed.systemId, replayed.events);
  return `${[header.join(","), ...lines].join("\n")}\n`;
}

/** Returns the windows without a header, their means with three decimals. */
export function windowLines({ systemId, windows }: Replayed): string[] {
  return windows.map(({ startAt, docks, vehicles }) =>
    csvLine([systemId, toSeconds(startAt), docks.toFixed(3), vehicles.toFixed(3)]),
  );
}
