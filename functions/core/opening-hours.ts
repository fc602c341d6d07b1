import { cityTime } from "./city-clock.ts";
import { type Assumed, isOn } from "./opening-hours-days.ts";
import { type HoursRule, readRules } from "./opening-hours-rules.ts";
import { DAY_MINUTES } from "./opening-hours-times.ts";

/** When a system or a station serves riders, on the clock of its city. */
export interface OpeningHours {
  readonly rules: readonly HoursRule[];
  /** What the rules depend on and nobody here knows: holidays, and selectors of days that are not understood. */
  readonly unknown: readonly string[];
}

/** The wire takes a little more; a longer text is not understood. */
export const HOURS_CHARACTERS_MAX = 1_000;
/** Each unknown doubles the worlds that are looked at, so a text with more of them is not understood. */
const UNKNOWNS_MAX = 4;

/**
 * Returns the hours that a text gives in the form of OSM's opening_hours (wiki.openstreetmap.org,
 * Key:opening_hours/specification): dates, weekdays, spans, `off`, `unknown`, comments, and rules joined by `;`, `,`
 * and `||`. What is not understood is unknown on its days. Null, unknown altogether, where nothing is understood, or
 * where it would never be open: such a text more likely tells of a season.
 */
export function parseOpeningHours(text: string): OpeningHours | null {
  return readHours(text).hours;
}

/** Returns the rules of the text that are not understood, or not in full; the whole text where it is of no use. */
export function notUnderstoodIn(text: string): readonly string[] {
  return readHours(text).notUnderstood;
}

function readHours(text: string): { hours: OpeningHours | null; notUnderstood: readonly string[] } {
  const nothing = { hours: null, notUnderstood: [text.trim()] };
  if (text.length > HOURS_CHARACTERS_MAX) return nothing;
  const read = readRules(text);
  const rules = read.flatMap(({ rule }) => rule ?? []);
  const unknown = [...new Set(rules.flatMap(unknownsOf))];
  // A text that can only be closed or unknown says nothing of use.
  if (unknown.length > UNKNOWNS_MAX || !rules.some(({ says }) => says === "open")) return nothing;
  const notUnderstood = read.flatMap(({ text: written, isUnderstood }) => (isUnderstood ? [] : [written]));
  return { hours: { rules, unknown }, notUnderstood };
}

function unknownsOf({ days }: HoursRule): string[] {
  return [...days.unknown, ...days.groups.flatMap(({ holidays }) => holidays)];
}

/**
 * Returns whether it is open at `atMs` (milliseconds since the epoch) on the clock of the time zone (IANA name). Null,
 * unknown, where hours or zone are null, where this runtime does not know the zone, and where it depends on a holiday.
 * A span belongs to the day on which it begins.
 */
export function isOpenAt(hours: OpeningHours | null, atMs: number, timeZone: string | null): boolean | null {
  if (hours === null || timeZone === null) return null;
  const time = cityTime(atMs, timeZone);
  if (time === null) return null;
  const { day, minute } = time;
  const today = inAllWorlds(hours, day, minute);
  const sinceYesterday = inAllWorlds(hours, day - 1, minute + DAY_MINUTES);
  if (today === "open" || sinceYesterday === "open") return true;
  return today === "closed" && sinceYesterday === "closed" ? false : null;
}

/** Returns what the spans that begin on the day say of the minute, whatever days the unknown ones are. */
function inAllWorlds(hours: OpeningHours, day: number, minute: number): HoursRule["says"] {
  const { rules, unknown } = hours;
  let said: HoursRule["says"] | null = null;
  for (let world = 0; world < 1 << unknown.length; world++) {
    const own = saidOf(rules, day, minute, (name) => ((world >> unknown.indexOf(name)) & 1) === 1);
    if (own === "unknown" || (said !== null && own !== said)) return "unknown";
    said = own;
  }
  return said ?? "unknown";
}

function saidOf(
  rules: readonly HoursRule[],
  day: number,
  minute: number,
  assumed: Assumed,
): HoursRule["says"] {
  let said: HoursRule["says"] = "closed";
  for (const { joins, days, spans, says } of rules) {
    if ((joins === "falls back" && said === "open") || !isOn(days, day, assumed)) continue;
    const span = spans.find(({ from, to }) => from <= minute && minute < to);
    if (span !== undefined) said = says === "open" && span.isUnknown ? "unknown" : says;
    // A rule that closes takes away its own spans only; one that opens writes its days anew.
    else if (joins === "replaces" && says !== "closed") said = "closed";
  }
  return said;
}
