import { dateOf } from "./city-clock.ts";

/** Reads the dates of OSM's opening_hours: years, months, days of the month, and ranges of them. */

/** Both ends belong to it. Where `from` is after `to`, it passes the new year: `Nov-Mar`. */
export interface DateRange {
  /** 100 × month + day where it comes every year; 10,000 × year more where it has years of its own. */
  readonly from: number;
  readonly to: number;
  /** The years in which a range that comes every year holds; null for all. */
  readonly years: readonly [from: number, to: number] | null;
}

export const MONTH_WORDS = [
  "Jan",
  "Feb",
  "Mar",
  "Apr",
  "May",
  "Jun",
  "Jul",
  "Aug",
  "Sep",
  "Oct",
  "Nov",
  "Dec",
];
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const LAST_YEAR = 9_999;
const MONTH = MONTH_WORDS.join("|");
const YEARS = /^(\d{4})(?:-(\d{4})|(\+))?(?: |$)/;
const DATES = new RegExp(
  `^(${MONTH})(?: ?(\\d{1,2}))?(?:(\\+)|-(?:(\\d{4}) ?)?(?:(${MONTH}) ?)?(\\d{1,2})?)?$`,
);

export function isIn(range: DateRange, day: number): boolean {
  const { year, month, date } = dateOf(day);
  const { from, to, years } = range;
  if (from > LAST_YEAR) {
    const on = 10_000 * year + 100 * month + date;
    return from <= on && on <= to;
  }
  const on = 100 * month + date;
  // Behind the turn of the year, it is the year in which the range begins that counts.
  const begins = from > to && on <= to ? year - 1 : year;
  if (years !== null && (begins < years[0] || begins > years[1])) return false;
  return from <= to ? from <= on && on <= to : on >= from || on <= to;
}

/** Returns the dates of a text such as `Apr 1-Nov 3`, `Nov-Mar`, `Jan 1,15,Dec 24-26` or `2026 May-Sep`; null for others. */
export function parseDates(text: string): readonly DateRange[] | null {
  const ranges: DateRange[] = [];
  let month = "";
  for (const item of text.split(",")) {
    // In `Jan 1,15` the second day is of the same month.
    const whole = /^\d{1,2}$/.test(item) && month !== "" ? `${month} ${item}` : item;
    const range = rangeOf(whole);
    if (range === null) return null;
    ranges.push(range);
    [month = ""] = whole.match(new RegExp(`(?:${MONTH})(?!.*(?:${MONTH}))`)) ?? [];
  }
  return ranges;
}

function rangeOf(item: string): DateRange | null {
  const [written = "", fromYear, toYear, plus] = YEARS.exec(item) ?? [];
  const years = fromYear === undefined ? null : yearsOf(Number(fromYear), toYear, plus);
  const dates = item.slice(written.length);
  if (dates === "") return years && { from: 101, to: 1_231, years };
  const [, firstMonth, firstDay, openEnd, lastYear, lastMonth, lastDay] = DATES.exec(dates) ?? [];
  if (firstMonth === undefined) return null;
  const from = dayOf(firstMonth, firstDay, 1);
  const isOne = openEnd === undefined && lastMonth === undefined && lastDay === undefined;
  const toMonth = openEnd === undefined ? (lastMonth ?? firstMonth) : "Dec";
  const to = dayOf(toMonth, isOne ? firstDay : lastDay, 31);
  if (from === null || to === null || (isOne && dates.endsWith("-"))) return null;
  if (lastYear === undefined) return { from, to, years };
  if (years === null || years[0] !== years[1]) return null;
  return { from: 10_000 * years[0] + from, to: 10_000 * Number(lastYear) + to, years: null };
}

function yearsOf(from: number, to: string | undefined, plus: string | undefined): [number, number] {
  return [from, plus === undefined ? Number(to ?? from) : LAST_YEAR];
}

/** Returns 100 × month + day; the first or the last day of the month where none is written. */
function dayOf(month: string, written: string | undefined, otherwise: 1 | 31): number | null {
  const index = MONTH_WORDS.indexOf(month);
  const last = MONTH_DAYS[index] ?? 0;
  const day = written === undefined ? Math.min(otherwise, last) : Number(written);
  return day < 1 || day > last ? null : 100 * (index + 1) + day;
}
