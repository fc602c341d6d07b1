import { dateOf, weekdayOf } from "./city-clock.ts";
import { type DateRange, isIn, MONTH_WORDS, parseDates } from "./opening-hours-dates.ts";

/** Reads the days of OSM's opening_hours: dates, weekdays, holidays. */

/** Which days a rule is about: those on which everything below holds. */
export interface Days {
  /** One of these; any date where there is none. */
  readonly dates: readonly DateRange[];
  /** Of each group one member. `Mo-Fr,PH` is a group, `PH Mo-Fr` are two. */
  readonly groups: readonly DayGroup[];
  /** Selectors that are not understood: nobody knows on which days they hold. */
  readonly unknown: readonly string[];
}

interface DayGroup {
  readonly weekdays: readonly { readonly weekday: number; readonly nth: readonly number[] | null }[];
  /** `PH` (public holidays) and `SH` (school holidays): nobody here knows when they are. */
  readonly holidays: readonly string[];
}

/** In the order of the week, as OSM writes them. */
export const WEEKDAY_WORDS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const HOLIDAY_WORDS = ["PH", "SH"];
export const EVERY_DAY: Days = { dates: [], groups: [], unknown: [] };
const SMALL = new RegExp(`(?:^| )(?=(?:${[...WEEKDAY_WORDS, ...HOLIDAY_WORDS].join("|")})(?![a-z]))`);
const WEEKDAYS = /^([A-Z][a-z])(?:-([A-Z][a-z]))?(?:\[([-\d,]+)\])?$/;
/** Words that OSM knows and this code does not. */
const KNOWN_WORDS = new Set([
  ...WEEKDAY_WORDS,
  ...HOLIDAY_WORDS,
  ...MONTH_WORDS,
  "week",
  "easter",
  "day",
  "days",
]);

/** Tells on which days something holds that nobody knows: holidays, and selectors that are not understood. */
export type Assumed = (name: string) => boolean;

export function isOn(days: Days, day: number, assumed: Assumed): boolean {
  if (!days.unknown.every(assumed)) return false;
  if (days.dates.length > 0 && !days.dates.some((range) => isIn(range, day))) return false;
  return days.groups.every(
    ({ weekdays, holidays }) =>
      holidays.some(assumed) ||
      weekdays.some(({ weekday, nth }) => weekday === weekdayOf(day) && (nth === null || isNth(nth, day))),
  );
}

/** Returns whether the day is one of those of its month with its weekday: 1 is the first, -1 the last. */
function isNth(nth: readonly number[], day: number): boolean {
  const { date } = dateOf(day);
  const left = Math.floor((daysInMonth(day) - date) / 7);
  return nth.includes(Math.ceil(date / 7)) || nth.includes(-left - 1);
}

function daysInMonth(day: number): number {
  const { year, month } = dateOf(day);
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/**
 * Returns the days of a text such as `Apr 1-Nov 3 Mo-Fr,PH`, `Sa-Mo` or `Su[-1]`. Known words that are put together in
 * another way (`week 1-20`, `easter`) are unknown days; null is a text with another word in it.
 */
export function parseDays(text: string): Days | null {
  if (text === "") return EVERY_DAY;
  const [before = "", ...groupTexts] = splitSmall(text);
  const dates = before === "" ? [] : parseDates(before);
  const groups = groupTexts.map(groupOf);
  if (dates !== null && !groups.includes(null)) {
    return { dates, groups: groups.filter((group) => group !== null), unknown: [] };
  }
  const words = text.match(/[A-Za-z]+/g);
  const isKnown = words?.every((word) => KNOWN_WORDS.has(word)) && /^[\w ,+\-/[\]]+$/.test(text);
  return isKnown ? { ...EVERY_DAY, unknown: [text] } : null;
}

/** Returns the dates, then each group of weekdays and holidays. */
function splitSmall(text: string): string[] {
  const at = text.search(SMALL);
  if (at === -1) return [text];
  return [text.slice(0, at).trim(), ...text.slice(at).trim().split(" ")];
}

function groupOf(text: string): DayGroup | null {
  const weekdays: DayGroup["weekdays"][number][] = [];
  const holidays: string[] = [];
  // The commas of `Mo[1,3]` do not separate.
  for (const part of text.split(/,(?![^[]*\])/)) {
    if (HOLIDAY_WORDS.includes(part)) {
      holidays.push(part);
      continue;
    }
    const [, from, to, numbers] = WEEKDAYS.exec(part) ?? [];
    const first = WEEKDAY_WORDS.indexOf(from ?? "");
    const last = to === undefined ? first : WEEKDAY_WORDS.indexOf(to);
    const nth = numbers === undefined ? null : nthOf(numbers);
    if (first === -1 || last === -1 || nth?.length === 0) return null;
    for (let weekday = first; ; weekday = (weekday + 1) % 7) {
      weekdays.push({ weekday, nth });
      if (weekday === last) break;
    }
  }
  return { weekdays, holidays };
}

/** Returns the numbers of `1,3`, `1-2` or `-1`; none where they are not from 1 to 5 or -1 to -5. */
function nthOf(text: string): readonly number[] {
  const numbers = text.split(",").flatMap((part) => {
    const [, from, to] = /^(-?[1-5])(?:-([1-5]))?$/.exec(part) ?? [];
    if (from === undefined) return [0];
    const length = to === undefined ? 1 : Number(to) - Number(from) + 1;
    // A range from the end to the beginning passes 0.
    return length < 1 ? [0] : Array.from({ length }, (_, index) => Number(from) + index);
  });
  return numbers.includes(0) ? [] : numbers;
}
