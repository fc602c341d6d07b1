import { isoTime } from "../../functions/core/iso-time.ts";
import { csvLine } from "../formats/csv.ts";
import type { Replayed } from "./replay.ts";

export const EVENT_COLUMNS = ["systemId", "stationId", "rule", "event", "at"] as const;
export const WINDOW_COLUMNS = ["systemId", "windowStart", "docks", "vehicles"] as const;

/** CSV lines without a header, sorted bytewise. Times in UTC, whole seconds. */
export function eventLines({ systemId, events }: Replayed): string[] {
  const lines = events.map(({ stationId, rule, event, at }) =>
    csvLine([systemId, stationId, rule, event, toSeconds(at)]),
  );
  return sortBytewise(lines);
}

/** CSV lines without a header, in order of time. Three decimals. */
export function windowLines({ systemId, windows }: Replayed): string[] {
  return windows.map(({ startAt, docks, vehicles }) =>
    csvLine([systemId, toSeconds(startAt), docks.toFixed(3), vehicles.toFixed(3)]),
  );
}

export function toSeconds(at: number): string {
  return `${isoTime(at).slice(0, 19)}Z`;
}

/** As `LC_ALL=C sort` does: UTF-16 would put characters beyond U+FFFF before those from U+E000. */
function sortBytewise(lines: readonly string[]): string[] {
  const isPlain = lines.every((line) => !/[\ud800-\uffff]/.test(line));
  if (isPlain) return lines.toSorted();
  return lines.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
