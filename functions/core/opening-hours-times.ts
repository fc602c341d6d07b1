/** Reads the times of OSM's opening_hours. */

/** In minutes since a day's midnight; `to` is the first minute after the span, and may lie in the next day. */
export interface Span {
  readonly from: number;
  readonly to: number;
  /** True where the text leaves open whether it is open then: after an open end such as `18:00+`. */
  readonly isUnknown?: true;
}

export const DAY_MINUTES = 1_440;
const LAST_MINUTE = DAY_MINUTES - 1;
export const WHOLE_DAY: Span = { from: 0, to: DAY_MINUTES };
const TIME = String.raw`(\d{1,2}):(\d{2})(?::(\d{2}))?`;
const TIMES = new RegExp(`^${TIME}(?:-${TIME})?(\\+)?$`);

/**
 * Returns a day's spans of a text such as `06:00-23:00,23:30-02:00`, `6:00:00-22:59:59`, `18:00+` or `24/7`; null for
 * other texts, and for an empty span, which some use for a whole day. 23:59 as an end means midnight.
 */
export function parseTimes(text: string): readonly Span[] | null {
  const spans: Span[] = [];
  for (const part of text.split(",")) {
    const own = part === "24/7" ? [WHOLE_DAY] : spansOf(part);
    if (own === null) return null;
    spans.push(...own);
  }
  return spans;
}

function spansOf(part: string): Span[] | null {
  const [, fromHour, fromMinute, fromSecond, toHour, toMinute, toSecond, plus] = TIMES.exec(part) ?? [];
  const from = minuteOf(fromHour, fromMinute, fromSecond, Math.floor);
  if (from === null || from >= DAY_MINUTES) return null;
  const isOpenEnded = plus !== undefined;
  if (toHour === undefined) return isOpenEnded ? [{ from, to: DAY_MINUTES, isUnknown: true }] : null;
  const to = minuteOf(toHour, toMinute, toSecond, Math.ceil);
  if (to === null || to === from || to - from > DAY_MINUTES) return null;
  const end = to === LAST_MINUTE ? DAY_MINUTES : to;
  const known = { from, to: end > from ? end : end + DAY_MINUTES };
  const isShort = isOpenEnded && known.to < DAY_MINUTES;
  return isShort ? [known, { from: known.to, to: DAY_MINUTES, isUnknown: true }] : [known];
}

/** A span is exact to the minute, so it begins with the minute of its first second and ends with that of its last. */
function minuteOf(
  hour: string | undefined,
  minute: string | undefined,
  second: string | undefined,
  round: (minutes: number) => number,
): number | null {
  const seconds = Number(second ?? 0);
  if (hour === undefined || Number(minute) > 59 || seconds > 59) return null;
  return Number(hour) * 60 + Number(minute) + round(seconds / 60);
}
