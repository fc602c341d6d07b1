import { wallClockMs } from "../core/city-clock.ts";
import { isTimeZone } from "../core/time-zone.ts";
import { DURATION_PATTERN, durationMs } from "../systems/duration.ts";

/** A written point in time; the epoch milliseconds it stands for depend on the clock and the stations' time zone. */
export type TimeFromNow = (now: number, timeZone: string) => number;

const DATE_AND_TIME = /^(\d{4}-\d\d-\d\d|today|yesterday)(?:[T ](.+))?$/;
const CLOCK_TIME = /^(\d?\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?$/;
const ZONED_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/i;
const DAY_MS = 86_400_000;

/**
 * Reads ISO 8601; a duration ago (`2h`, `1h30m`); and by the clock where the stations are a date, a time (`7:00`, of
 * today), `today` or `yesterday`, with a time or from its beginning. Returns null when the text is none of these.
 *
 * A time by that clock is the first moment at which it shows this time or a later one. So of an hour that comes twice it
 * is the first, a time that is left out is the moment of the jump, and a day without midnight begins with its first hour.
 */
export function readTime(text: string): TimeFromNow | null {
  if (DURATION_PATTERN.test(text)) return (now) => now - durationMs(text);
  if (ZONED_TIME.test(text)) {
    const at = Date.parse(text.replace(" ", "T"));
    return Number.isNaN(at) ? null : () => at;
  }
  const [, day = "today", clock] = DATE_AND_TIME.exec(text) ?? [null, "today", text];
  const timeMs = clock === undefined ? 0 : clockTimeMs(clock);
  const dayOf = timeMs === null ? null : readDay(day);
  if (timeMs === null || dayOf === null) return null;
  return (now, timeZone) => instantOf(dayOf(now, timeZone) + timeMs, timeZone);
}

/** Returns the milliseconds since midnight; null for what is no time. */
export function clockTimeMs(text: string): number | null {
  const [, hour, minute, second = "0", fraction = "0"] = CLOCK_TIME.exec(text) ?? [];
  const units = [Number(hour), Number(minute), Number(second)] as const;
  const [hours, minutes, seconds] = units;
  if (hour === undefined || hours > 23 || minutes > 59 || seconds > 59) return null;
  return ((hours * 60 + minutes) * 60 + seconds) * 1_000 + Number(fraction.padEnd(3, "0"));
}

/** Returns when a day begins, as if the clock showed UTC; null for a date that does not exist. */
function readDay(text: string): TimeFromNow | null {
  const daysAgo = ["today", "yesterday"].indexOf(text);
  if (daysAgo !== -1) {
    return (now, timeZone) => Math.floor(wallClock(now, timeZone) / DAY_MS - daysAgo) * DAY_MS;
  }
  const midnight = Date.parse(`${text}T00:00:00Z`);
  // Some runtimes parse February 30 as March 2.
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== text) return null;
  return () => midnight;
}

/** Returns the local date and time of an instant as milliseconds, as if the clock showed UTC. The zone is a known one. */
export function wallClock(at: number, timeZone: string): number {
  const wall = wallClockMs(at, timeZone);
  if (wall === null)
    throw new RangeError(`the time zone is "${timeZone}", expected one that this runtime knows`);
  return wall;
}

/** Returns the first instant at which the local clock shows `wall` or a later time. */
export function instantOf(wall: number, timeZone: string): number {
  const same = instantsOf(wall, timeZone);
  if (same.length > 0) return Math.min(...same);
  // The clock jumps over this time: both ends are closer to the jump than any clock is off UTC.
  let before = wall - OFFSET_MS_MAX;
  let after = wall + OFFSET_MS_MAX;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (wallClock(middle, timeZone) < wall) before = middle;
    else after = middle;
  }
  return after;
}

/** No clock is farther from UTC. */
const OFFSET_MS_MAX = 26 * 3_600_000;

/** Returns the instants at which the local clock shows `wall`: one, two where it is set back, none in a jump. */
function instantsOf(wall: number, timeZone: string): number[] {
  const offsets = [-OFFSET_MS_MAX, 0, OFFSET_MS_MAX].map((ms) => offsetAt(wall + ms, timeZone));
  return [...new Set(offsets)]
    .map((offset) => wall - offset)
    .filter((at) => wallClock(at, timeZone) === wall);
}

/** Returns the milliseconds by which the local clock is ahead of UTC. */
function offsetAt(at: number, timeZone: string): number {
  return wallClock(at, timeZone) - at;
}

/** Returns the time zone if this runtime knows it, otherwise `UTC`. */
export function knownTimeZone(timeZone: string | null | undefined): string {
  return timeZone && isTimeZone(timeZone) ? timeZone : "UTC";
}

/** Returns `07:12:22`, or with its date `2026-05-04 07:12:22`; with its offset where that hour comes twice. */
export function wallTime(at: number, timeZone: string, withDate: boolean): string {
  const wall = new Date(wallClock(at, timeZone)).toISOString();
  const time = `${wall.slice(11, 19)}${offsetIfDouble(at, timeZone)}`;
  return withDate ? `${wall.slice(0, 10)} ${time}` : time;
}

/**
 * Returns a time for people: `Sep 16 17:34`; `2025-09-16 17:34` in another year; a Z at the end in UTC, and the offset
 * where that hour comes twice: `Oct 25 02:30+02:00`.
 */
export function localTime(at: number, timeZone: string, now: number): string {
  const wall = new Date(wallClock(at, timeZone)).toISOString();
  const date =
    wall.slice(0, 4) === new Date(now).toISOString().slice(0, 4)
      ? `${MONTHS[Number(wall.slice(5, 7)) - 1]} ${wall.slice(8, 10)}`
      : wall.slice(0, 10);
  const zone = /^(Etc\/)?(UTC|UCT|GMT|Zulu)$/.test(timeZone) ? "Z" : offsetIfDouble(at, timeZone);
  return `${date} ${wall.slice(11, 16)}${zone}`;
}

/** Returns the offset from UTC where the local clock shows this time twice, otherwise nothing. */
function offsetIfDouble(at: number, timeZone: string): string {
  if (instantsOf(wallClock(at, timeZone), timeZone).length < 2) return "";
  const minutes = Math.round(offsetAt(at, timeZone) / 60_000);
  const written = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? "-" : "+"}${written.map((part) => String(part).padStart(2, "0")).join(":")}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
