import { isoTime } from "../core/iso-time.ts";
import { csvLine } from "./csv.ts";

export const EVENT_COLUMNS = ["systemId", "stationId", "rule", "event", "at"] as const;

/** The opening or resolving of an alert; `at` is the fetch time of its poll, in milliseconds since the epoch. */
export interface AlertEvent {
  /** Null for an alert about a whole system. */
  readonly stationId: string | null;
  readonly rule: string;
  readonly event: "opened" | "resolved";
  readonly at: number;
}

/** Returns CSV lines without a header, sorted bytewise. Times are in UTC, in whole seconds. */
export function eventLines(systemId: string, events: readonly AlertEvent[]): string[] {
  const lines = events.map(({ stationId, rule, event, at }) =>
    csvLine([systemId, stationId, rule, event, toSeconds(at)]),
  );
  return sortBytewise(lines);
}

/** Returns a time as `2026-05-04T07:00:00Z`. */
export function toSeconds(at: number): string {
  return `${isoTime(at).slice(0, 19)}Z`;
}

/** Sorts as `LC_ALL=C sort` does: UTF-16 order would put characters beyond U+FFFF before those from U+E000. */
export function sortBytewise(lines: readonly string[]): string[] {
  const isPlain = lines.every((line) => !/[\ud800-\uffff]/.test(line));
  if (isPlain) return lines.toSorted();
  return lines.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
