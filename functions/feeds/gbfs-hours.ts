import { HOURS_CHARACTERS_MAX } from "../core/opening-hours.ts";
import { MONTH_WORDS } from "../core/opening-hours-dates.ts";
import { WEEKDAY_WORDS } from "../core/opening-hours-days.ts";
import { type Fields, gbfsData, isFields } from "./json.ts";

const GBFS_DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/** GBFS writes a time after midnight as an hour beyond 24. */
const TIME = /^(\d{1,2}):(\d{2}):(\d{2})$/;
const RENTALS_MAX = 100;
const CALENDARS_MAX = 20;

/** Returns the `opening_hours` of a system_information (3.x), null when there are none. */
export function readOpeningHours(body: string): string | null {
  return hoursText(gbfsData(body)?.opening_hours);
}

/** Returns hours as the feed writes them, understood or not; null for what is no text. A longer text is cut, and unknown. */
export function hoursText(value: unknown): string | null {
  const text = typeof value === "string" ? value.trim().slice(0, HOURS_CHARACTERS_MAX + 1) : "";
  return text === "" ? null : text;
}

/**
 * Returns the `rental_hours` of a system_hours and the seasons of a system_calendar (before 3.0) in the form that
 * `parseOpeningHours` reads; null when there are none, or one is not as the standard says. Either may be empty.
 * `user_types` are ignored: open for some riders is open.
 */
export function readSystemHours(hoursBody: string, calendarBody = ""): string | null {
  const seasons = seasonsOf(gbfsData(calendarBody)?.calendars);
  const rentals = gbfsData(hoursBody)?.rental_hours;
  if (!Array.isArray(rentals)) return seasons === "" ? null : `${seasons} 24/7`;
  if (rentals.length === 0 || rentals.length > RENTALS_MAX) return null;
  const days = WEEKDAY_WORDS.map(() => new Set<string>());
  for (const rental of rentals) {
    const named: unknown = isFields(rental) ? rental.days : null;
    if (!isFields(rental) || !Array.isArray(named)) return null;
    // A time that cannot be read leaves the other days as they are.
    const span = spanOf(rental) ?? "unknown";
    for (const day of named) {
      const spans = days[GBFS_DAYS.indexOf(day)];
      if (spans === undefined) return null;
      spans.add(span);
    }
  }
  const text = textOf(
    days.map((spans) => (spans.has("unknown") ? "unknown" : [...spans].sort().join(","))),
    seasons === "" ? "" : `${seasons} `,
  );
  return hoursText(text);
}

/** Returns the seasons as dates, joined by commas; "" where there are none, or one cannot be read. */
function seasonsOf(calendars: unknown): string {
  if (!Array.isArray(calendars) || calendars.length > CALENDARS_MAX) return "";
  const seasons = calendars.map((calendar) => {
    if (!isFields(calendar)) return null;
    const from = dateText(calendar.start_month, calendar.start_day);
    const to = dateText(calendar.end_month, calendar.end_day);
    if (from === null || to === null) return null;
    const [fromYear, toYear] = [yearText(calendar.start_year), yearText(calendar.end_year)];
    return fromYear === "" || toYear === "" ? `${from}-${to}` : `${fromYear}${from}-${toYear}${to}`;
  });
  return seasons.includes(null) ? "" : seasons.join(",");
}

function dateText(month: unknown, day: unknown): string | null {
  const name = MONTH_WORDS[Number(month) - 1];
  return name === undefined || !Number.isInteger(day) ? null : `${name} ${day}`;
}

function yearText(year: unknown): string {
  return Number.isInteger(year) && Number(year) > 1_999 && Number(year) < 10_000 ? `${year} ` : "";
}

/** A span is exact to the minute, so the last second of a day is rounded up to its end. */
function spanOf(rental: Fields): string | null {
  const from = timeOf(rental.start_time, 0);
  const to = timeOf(rental.end_time, 59);
  return from === null || to === null ? null : `${from}-${to}`;
}

function timeOf(value: unknown, secondsAdded: number): string | null {
  const [, hour, minute, second] = (typeof value === "string" && TIME.exec(value)) || [];
  if (Number(minute) > 59 || Number(second) > 59 || second === undefined) return null;
  const minutes = Math.floor(
    (Number(hour) * 3_600 + Number(minute) * 60 + Number(second) + secondsAdded) / 60,
  );
  return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

/** Writes days in a row with the same hours as one range, each after the seasons. */
function textOf(days: readonly string[], seasons: string): string {
  const rules: string[] = [];
  for (let first = 0, last = 0; first < days.length; first = ++last) {
    while (last + 1 < days.length && days[last + 1] === days[first]) last++;
    const named = first === last ? WEEKDAY_WORDS[first] : `${WEEKDAY_WORDS[first]}-${WEEKDAY_WORDS[last]}`;
    if (days[first] !== "") rules.push(`${seasons}${named} ${days[first]}`);
  }
  return rules.join("; ");
}
