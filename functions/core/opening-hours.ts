import { OFF, parseTimes, parseWeekdays, type Span } from "./opening-hours-text.ts";

/** When a system serves riders, week after week, on the clock of its city. */
export interface OpeningHours {
  /** In minutes since Monday's midnight, in order, not touching one another; no span crosses Sunday's midnight. */
  readonly spans: readonly Span[];
}

const DAY_MINUTES = 1_440;
const WEEK_MINUTES = 7 * DAY_MINUTES;
const TEXT_CHARACTERS_MAX = 500;
/** Optional days, then hours. */
const RULE = /^(?:([A-Z][A-Za-z,\s-]*?)\s+)?(\d.*|off|closed)$/;
const ALWAYS: OpeningHours = { spans: [{ from: 0, to: WEEK_MINUTES }] };

/**
 * Returns the hours that a text gives in a part of OSM's opening_hours, null (unknown) for anything more involved. It
 * reads `24/7` and rules such as `Mo-Fr 06:00-23:00; Sa,Su 07:00-13:00,14:00-24:00; We off`. Days may be left out
 * (every day) and wrap (`Sa-Mo`); a span may pass midnight (`22:00-02:00`, `22:00-26:00`) and belongs to the day on
 * which it begins. The later of two rules about one day wins; a day that no rule names is closed.
 */
export function parseOpeningHours(text: string): OpeningHours | null {
  if (text.trim() === "24/7") return ALWAYS;
  if (text.length > TEXT_CHARACTERS_MAX) return null;
  const days: (readonly Span[])[] = new Array(7).fill(OFF);
  for (const rule of text.split(";")) {
    const [, named, written] = RULE.exec(rule.trim()) ?? [];
    // "off" alone would mean that a system never opens; more likely it is closed for a season.
    if (written === undefined || (named === undefined && !/^\d/.test(written))) return null;
    const weekdays = parseWeekdays(named ?? "Mo-Su");
    const times = parseTimes(written);
    if (weekdays === null || times === null) return null;
    for (const weekday of weekdays) days[weekday] = times;
  }
  return { spans: merged(days.flatMap((times, weekday) => times.flatMap((span) => inWeek(span, weekday)))) };
}

/**
 * Returns whether it is open at `atMs` (milliseconds since the epoch) on the clock of the time zone (IANA name). Null,
 * unknown, where hours or zone are null or this runtime does not know the zone.
 */
export function isOpenAt(hours: OpeningHours | null, atMs: number, timeZone: string | null): boolean | null {
  if (hours === null || timeZone === null) return null;
  const minute = minuteOfWeek(atMs, timeZone);
  return minute === null ? null : hours.spans.some(({ from, to }) => from <= minute && minute < to);
}

/** Returns a day's span as minutes of the week; a span across Sunday's midnight becomes two. */
function inWeek({ from, to }: Span, weekday: number): Span[] {
  const start = weekday * DAY_MINUTES + from;
  const end = weekday * DAY_MINUTES + to;
  if (end <= WEEK_MINUTES) return [{ from: start, to: end }];
  const rest = { from: Math.max(start - WEEK_MINUTES, 0), to: end - WEEK_MINUTES };
  return start < WEEK_MINUTES ? [{ from: start, to: WEEK_MINUTES }, rest] : [rest];
}

function merged(spans: Span[]): Span[] {
  const apart: Span[] = [];
  for (const span of spans.sort((a, b) => a.from - b.from)) {
    const last = apart.at(-1);
    if (last === undefined || last.to < span.from) apart.push(span);
    else apart[apart.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
  }
  return apart;
}

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/** Formatters by zone, null for an unknown zone. Cached: making a formatter takes as long as a thousand uses of it. */
const formatters = new Map<string, Intl.DateTimeFormat | null>();
const FORMATTERS_MAX = 1_000;

function minuteOfWeek(atMs: number, timeZone: string): number | null {
  const formatter = formatterOf(timeZone);
  if (formatter === null) return null;
  const parts = new Map(formatter.formatToParts(atMs).map(({ type, value }) => [type, value]));
  const weekday = WEEKDAYS.indexOf(parts.get("weekday") ?? "");
  return weekday * DAY_MINUTES + Number(parts.get("hour")) * 60 + Number(parts.get("minute"));
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
  const fields = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  try {
    return new Intl.DateTimeFormat("en-US", { ...fields, timeZone });
  } catch {
    return null;
  }
}
