import { isTimeZone } from "../core/time-zone.ts";
import { DURATION_PATTERN, durationMs } from "../systems/duration.ts";

/** A written point in time; the epoch milliseconds it stands for depend on the clock and the stations' time zone. */
export type TimeFromNow = (now: number, timeZone: string) => number;

const LOCAL_TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?)?$/;
const ZONED_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/i;

/** Reads ISO 8601, a duration ago (`2h`) or `today`; returns null when the text is none of these. */
export function readTime(text: string): TimeFromNow | null {
  if (DURATION_PATTERN.test(text)) return (now) => now - durationMs(text);
  if (text === "today") return startOfDay;
  if (ZONED_TIME.test(text)) {
    const at = Date.parse(text.replace(" ", "T"));
    return Number.isNaN(at) ? null : () => at;
  }
  const parts = LOCAL_TIME.exec(text);
  const wall = parts === null ? Number.NaN : Date.parse(`${isoLocal(parts)}Z`);
  if (Number.isNaN(wall)) return null;
  // Some runtimes parse February 30 as March 2.
  if (new Date(wall).toISOString().slice(0, 10) !== text.slice(0, 10)) return null;
  return (_now, timeZone) => instantOf(wall, timeZone);
}

function isoLocal(parts: RegExpExecArray): string {
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "0"] = parts;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, "0")}`;
}

function startOfDay(now: number, timeZone: string): number {
  const wall = wallClock(now, timeZone);
  return instantOf(wall - (wall % 86_400_000), timeZone);
}

/** Returns the local date and time of an instant as milliseconds, as if the clock showed UTC. */
function wallClock(at: number, timeZone: string): number {
  const part = new Map<string, number>();
  for (const { type, value } of wallFormat(timeZone).formatToParts(at)) part.set(type, Number(value));
  const of = (type: string) => part.get(type) ?? 0;
  const seconds = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return seconds + (((at % 1_000) + 1_000) % 1_000);
}

/** Returns when the local clock shows `wall`; in the hour that comes twice in autumn, one of the two instants. */
function instantOf(wall: number, timeZone: string): number {
  const guess = wall - (wallClock(wall, timeZone) - wall);
  return wall - (wallClock(guess, timeZone) - guess);
}

const wallFormats = new Map<string, Intl.DateTimeFormat>();

function wallFormat(timeZone: string): Intl.DateTimeFormat {
  const digits = "2-digit" as const;
  const known =
    wallFormats.get(timeZone) ??
    new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: digits,
      day: digits,
      hour: digits,
      minute: digits,
      second: digits,
    });
  wallFormats.set(timeZone, known);
  return known;
}

/** Returns the time zone if this runtime knows it, otherwise `UTC`. */
export function knownTimeZone(timeZone: string | null | undefined): string {
  return timeZone && isTimeZone(timeZone) ? timeZone : "UTC";
}

/** Returns `07:12:22`, or with its date `2026-05-04 07:12:22`. */
export function wallTime(at: number, timeZone: string, withDate: boolean): string {
  const wall = new Date(wallClock(at, timeZone)).toISOString();
  return withDate ? `${wall.slice(0, 10)} ${wall.slice(11, 19)}` : wall.slice(11, 19);
}

/** Returns a time for people: `Sep 16 17:34`; `2025-09-16 17:34` in another year; a Z at the end in UTC. */
export function localTime(at: number, timeZone: string, now: number): string {
  const wall = new Date(wallClock(at, timeZone)).toISOString();
  const clock = wall.slice(11, 16);
  const date =
    wall.slice(0, 4) === new Date(now).toISOString().slice(0, 4)
      ? `${MONTHS[Number(wall.slice(5, 7)) - 1]} ${wall.slice(8, 10)}`
      : wall.slice(0, 10);
  return `${date} ${clock}${/^(Etc\/)?(UTC|UCT|GMT|Zulu)$/.test(timeZone) ? "Z" : ""}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
