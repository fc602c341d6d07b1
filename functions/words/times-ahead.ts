import { DURATION_PATTERN, durationMs } from "../systems/duration.ts";
import { clockTimeMs, instantOf, readTime, type TimeFromNow, wallClock } from "./times.ts";

const DAY_MS = 86_400_000;
const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const DAY_AND_TIME = /^([a-z]+)(?:[T ](.+))?$/i;

/**
 * Reads a time to come: a duration from now (`2h`, `1h30m`); and by the clock where the stations are a time (`18:00`,
 * the next one), `tomorrow` or a weekday (`mon`, `monday`, the next one), with a time or from its beginning; and dates
 * as readTime does. Returns null when the text is none of these.
 */
export function readTimeAhead(text: string): TimeFromNow | null {
  if (DURATION_PATTERN.test(text)) return (now) => now + durationMs(text);
  const timeMs = clockTimeMs(text);
  if (timeMs !== null) {
    return (now, timeZone) => {
      const today = instantOf(dayOf(now, timeZone) + timeMs, timeZone);
      return today > now ? today : instantOf(dayOf(now, timeZone) + DAY_MS + timeMs, timeZone);
    };
  }
  const [, day = "", clock] = DAY_AND_TIME.exec(text) ?? [];
  const daysAhead = readDayAhead(day.toLowerCase());
  if (daysAhead === null) return readTime(text);
  const ofDayMs = clock === undefined ? 0 : clockTimeMs(clock);
  if (ofDayMs === null) return null;
  return (now, timeZone) => {
    const today = dayOf(now, timeZone);
    const named = instantOf(today + daysAhead(today) * DAY_MS + ofDayMs, timeZone);
    // On a Monday morning, `monday 18:00` is this evening.
    const weekBefore = instantOf(today + (daysAhead(today) - 7) * DAY_MS + ofDayMs, timeZone);
    return weekBefore > now ? weekBefore : named;
  };
}

/** Returns how many days a named day is ahead of a day; null for what is no such name. */
function readDayAhead(name: string): ((day: number) => number) | null {
  if (name === "tomorrow") return () => 1;
  const weekday = WEEKDAYS.findIndex((one) => one === name || (name.length === 3 && one.startsWith(name)));
  if (weekday === -1) return null;
  return (day) => ((weekday - new Date(day).getUTCDay() + 6) % 7) + 1;
}

/** Returns when the day of an instant began, as if the clock showed UTC. */
function dayOf(now: number, timeZone: string): number {
  return Math.floor(wallClock(now, timeZone) / DAY_MS) * DAY_MS;
}
