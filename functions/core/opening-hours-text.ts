/** Reads the words of OSM's opening_hours that are understood here: weekdays and spans of hours. */

/** In minutes; `to` is the first minute after the span. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** In the order of the week, as OSM writes them. */
export const WEEKDAY_WORDS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/** The spans of a day that is closed. */
export const OFF: readonly Span[] = [];

const DAY_MINUTES = 1_440;
const LAST_MINUTE = DAY_MINUTES - 1;
const TIMES = /^(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})$/;

/** Returns the days (0 is Monday) of a text such as `Mo`, `Sa,Su`, `Mo-Fr,Su` or `Sa-Mo`; null for other texts. */
export function parseWeekdays(text: string): readonly number[] | null {
  const days: number[] = [];
  for (const part of text.split(",")) {
    const ends = part.split("-").map((word) => WEEKDAY_WORDS.indexOf(word.trim()));
    const [first = -1, last = first] = ends;
    if (ends.length > 2 || first === -1 || last === -1) return null;
    for (let day = first; ; day = (day + 1) % 7) {
      days.push(day);
      if (day === last) break;
    }
  }
  return days;
}

/**
 * Returns a day's spans, in minutes since its midnight, of a text such as `06:00-23:00,23:30-02:00`, `off` or `closed`;
 * null for other texts, and for an empty span, which some use for a whole day. 23:59 as an end means midnight.
 */
export function parseTimes(text: string): readonly Span[] | null {
  if (text === "off" || text === "closed") return OFF;
  const spans: Span[] = [];
  for (const part of text.split(",")) {
    const [, ...figures] = TIMES.exec(part.trim()) ?? [];
    const [fromHour = 99, fromMinute = 99, toHour = 99, toMinute = 99] = figures.map(Number);
    const from = fromHour * 60 + fromMinute;
    const to = toHour * 60 + toMinute;
    const isTime = fromMinute < 60 && toMinute < 60 && from < DAY_MINUTES && to <= 2 * DAY_MINUTES;
    if (!isTime || to === from || to - from > DAY_MINUTES) return null;
    const end = to === LAST_MINUTE ? DAY_MINUTES : to;
    spans.push({ from, to: end > from ? end : end + DAY_MINUTES });
  }
  return spans;
}
