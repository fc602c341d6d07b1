/**
 * Hours of which the model knows by heart what they mean: texts of OpenStreetMap, and the minutes of the day that they
 * give.
 */
const OPEN_MINUTES: ReadonlyMap<string, readonly [from: number, to: number]> = new Map([
  ["08:30-20:00", [8 * 60 + 30, 20 * 60]],
  ["Mo-Su 00:00-09:00", [0, 9 * 60]],
  ["Mo-Su 10:15-24:00", [10 * 60 + 15, 24 * 60]],
  ["24/7", [0, 24 * 60]],
]);
export const HOURS_TEXTS = [...OPEN_MINUTES.keys()];
/** What a feed may say, too: words that nobody understands. */
export const FEED_TEXTS: readonly [string, ...string[]] = ["on days with sun", ...HOURS_TEXTS];

/** Hours ahead of UTC in the summer of 2026, in which all histories play. */
const AHEAD: ReadonlyMap<string, number> = new Map([
  ["UTC", 0],
  ["Europe/Paris", 2],
]);
export const ZONES = [...AHEAD.keys()];

/** The first and the last quarter of an hour count as closed. */
const MARGIN_MINUTES = 15;

/** What is known of a system's hours; null is unknown. */
export interface Hours {
  readonly text: string | null;
  readonly zone: string | null;
}

/** The hours that are heeded. */
export interface HeededHours extends Hours {
  /** Those of single stations, by id. */
  readonly own: ReadonlyMap<string, string>;
}

/** Are riders served? What is unknown is judged as open. */
export type Served = "open" | "closed" | "unknown";

/** A station has its own hours or those of the system, where it is null. Null hours are always open. */
export function servedAt(hours: HeededHours | null, stationId: string | null, at: number): Served {
  const text = hours && (hours.own.get(stationId ?? "") ?? hours.text);
  if (hours === null || text === null) return "open";
  const minutes = OPEN_MINUTES.get(text);
  if (minutes === undefined || hours.zone === null) return "unknown";
  if (text === "24/7") return "open";
  const [from, to] = minutes;
  const minute = (at / 60_000 + (AHEAD.get(hours.zone) ?? 0) * 60) % (24 * 60);
  return minute < from + MARGIN_MINUTES || minute >= to - MARGIN_MINUTES ? "closed" : "open";
}
