const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const FIELDS = {
  calendar: "gregory",
  numberingSystem: "latn",
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
} as const;
/** Formatters by zone, null for an unknown zone. Cached: making a formatter takes as long as a thousand uses of it. */
const formatters = new Map<string, Intl.DateTimeFormat | null>();
const FORMATTERS_MAX = 1_000;

/** A moment on the clock of a city. */
export interface CityTime {
  /** The city's date, as the number of days since 1970-01-01. */
  readonly day: number;
  /** Minutes since the city's midnight. */
  readonly minute: number;
}

/** Returns the city's time at `atMs` (milliseconds since the epoch); null where this runtime does not know the zone. */
export function cityTime(atMs: number, timeZone: string): CityTime | null {
  const wallMs = wallClockMs(atMs, timeZone);
  if (wallMs === null) return null;
  const day = Math.floor(wallMs / DAY_MS);
  return { day, minute: Math.floor((wallMs - day * DAY_MS) / MINUTE_MS) };
}

/**
 * Returns the date and time that a city's clock shows at `atMs` (milliseconds since the epoch), as milliseconds since the
 * epoch if the clock showed UTC; null where this runtime does not know the zone.
 */
export function wallClockMs(atMs: number, timeZone: string): number | null {
  const formatter = formatterOf(timeZone);
  if (formatter === null) return null;
  const parts = new Map(formatter.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const date = [part("year"), part("month") - 1, part("day")] as const;
  const secondMs = Date.UTC(...date, part("hour"), part("minute"), part("second"));
  return secondMs + (((atMs % 1_000) + 1_000) % 1_000);
}

/** Returns the year, the month (1 to 12) and the day of the month of a CityTime's `day`. */
export function dateOf(day: number): {
  readonly year: number;
  readonly month: number;
  readonly date: number;
} {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, date: date.getUTCDate() };
}

/** Returns the weekday of a CityTime's `day`: 0 is Monday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

function formatterOf(timeZone: string): Intl.DateTimeFormat | null {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    if (formatters.size >= FORMATTERS_MAX) formatters.clear();
    formatter = newFormatter(timeZone);
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

function newFormatter(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat("en-US", { ...FIELDS, timeZone });
  } catch {
    return null;
  }
}
