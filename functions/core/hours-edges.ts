import { wallClockMs } from "./city-clock.ts";
import { isOpenAt, type OpeningHours } from "./opening-hours.ts";
import { DAY_MINUTES } from "./opening-hours-times.ts";

const MINUTE_MS = 60_000;
const DAY_MS = DAY_MINUTES * MINUTE_MS;

/** From this moment on it is within the hours, or not; milliseconds since the epoch. */
export interface HoursEdge {
  readonly at: number;
  readonly isWithin: boolean;
}

/**
 * Yields, without end, when the hours begin and end after `fromMs` on the clock of the time zone (IANA name, one that
 * this runtime knows), and after each day what still is so: nobody has to wait for hours that never change. Spans that
 * touch are one, and what the clock shows twice is within both times.
 */
export function* hoursEdges(
  hours: OpeningHours,
  fromMs: number,
  timeZone: string,
): Generator<HoursEdge, never, void> {
  const minutes = edgeMinutes(hours);
  let isWithin = isWithinAt(hours, fromMs, timeZone);
  for (let day = fromMs; ; day += DAY_MS) {
    for (const at of candidates(minutes, day, day + DAY_MS, timeZone)) {
      if (at <= fromMs || isWithinAt(hours, at, timeZone) === isWithin) continue;
      isWithin = !isWithin;
      yield { at, isWithin };
    }
    yield { at: day + DAY_MS - 1, isWithin };
  }
}

/** Returns whether it is surely within the hours. */
export function isWithinAt(hours: OpeningHours, at: number, timeZone: string): boolean {
  return isOpenAt(hours, at, timeZone) === true;
}

/** Returns the minutes of a city's day at which anything may begin or end. */
function edgeMinutes({ rules }: OpeningHours): readonly number[] {
  const spans = rules.flatMap((rule) => rule.spans);
  const minutes = spans.flatMap(({ from, to }) => [from, to % DAY_MINUTES]);
  return [...new Set([0, ...minutes])].sort((a, b) => a - b);
}

/** Returns, in order, the moments from `from` to before `to` at which the clock shows one of the minutes, or is set. */
function candidates(minutes: readonly number[], from: number, to: number, timeZone: string): number[] {
  const offset = offsetAt(from, timeZone);
  if (offset === offsetAt(to, timeZone)) return showing(minutes, from, to, offset);
  // Zones set their clocks at most once in a day.
  let before = from;
  let set = to;
  while (set - before > 1) {
    const middle = Math.floor((before + set) / 2);
    if (offsetAt(middle, timeZone) === offset) before = middle;
    else set = middle;
  }
  const after = showing(minutes, set, to, offsetAt(set, timeZone));
  return [...new Set([...showing(minutes, from, set, offset), set, ...after])];
}

function showing(minutes: readonly number[], from: number, to: number, offset: number): number[] {
  const found: number[] = [];
  for (let day = Math.floor((from + offset) / DAY_MS) * DAY_MS; day < to + offset; day += DAY_MS) {
    for (const minute of minutes) {
      const at = day + minute * MINUTE_MS - offset;
      if (at >= from && at < to) found.push(at);
    }
  }
  return found;
}

function offsetAt(at: number, timeZone: string): number {
  return (wallClockMs(at, timeZone) ?? at) - at;
}
