import { parseOpeningHours } from "../core/opening-hours.ts";
import { WEEKDAY_WORDS } from "../core/opening-hours-text.ts";
import { type Fields, gbfsData, isFields } from "./json.ts";

const GBFS_DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/** GBFS writes a time after midnight as an hour beyond 24. */
const TIME = /^(\d{1,2}):(\d{2}):(\d{2})$/;
const RENTALS_MAX = 100;

/** Returns the `opening_hours` of a system_information (3.x), null when they are missing or not understood. */
export function readOpeningHours(body: string): string | null {
  const hours = gbfsData(body)?.opening_hours;
  return typeof hours === "string" && parseOpeningHours(hours) !== null ? hours.trim() : null;
}

/**
 * Returns the `rental_hours` of a system_hours (before 3.0) in the form that `parseOpeningHours` reads; null when there
 * are none or one of them is not understood. `user_types` are ignored: open for some riders is open.
 */
export function readSystemHours(body: string): string | null {
  const rentals = gbfsData(body)?.rental_hours;
  if (!Array.isArray(rentals) || rentals.length === 0 || rentals.length > RENTALS_MAX) return null;
  const days = WEEKDAY_WORDS.map(() => new Set<string>());
  for (const rental of rentals) {
    const span = isFields(rental) ? spanOf(rental) : null;
    const named: unknown = isFields(rental) ? rental.days : null;
    if (span === null || !Array.isArray(named)) return null;
    for (const day of named) {
      const spans = days[GBFS_DAYS.indexOf(day)];
      if (spans === undefined) return null;
      spans.add(span);
    }
  }
  const text = textOf(days.map((spans) => [...spans].sort().join(",")));
  return parseOpeningHours(text) === null ? null : text;
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

/** Writes days in a row with the same hours as one range. */
function textOf(days: readonly string[]): string {
  const rules: string[] = [];
  for (let first = 0, last = 0; first < days.length; first = ++last) {
    while (last + 1 < days.length && days[last + 1] === days[first]) last++;
    const named = first === last ? WEEKDAY_WORDS[first] : `${WEEKDAY_WORDS[first]}-${WEEKDAY_WORDS[last]}`;
    if (days[first] !== "") rules.push(`${named} ${days[first]}`);
  }
  return rules.join("; ");
}
