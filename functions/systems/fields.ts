import * as z from "zod";
import { notUnderstoodIn } from "../core/opening-hours.ts";
import { isTimeZone } from "../core/time-zone.ts";
import { DURATION_PATTERN, durationMs } from "./duration.ts";
import { isLoopback } from "./loopback.ts";

/**
 * The kinds of value in systems.json. Every error text ends the sentence "x is y, expected …"; editors show the
 * `description`.
 */
export const SYSTEM_ID = z
  .string("the system's id, a string")
  .regex(
    /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/,
    "1 to 64 letters, digits, dots, hyphens or underscores; choose another id where that of the feed has others, such as a space",
  )
  .meta({ description: "Names the system in tables, alerts and commands. Changing it starts anew." });

export function textUpTo(charactersMax: number, description: string) {
  const expected = `a text of 1 to ${charactersMax} characters`;
  return z.string(expected).min(1, expected).max(charactersMax, expected).meta({ description });
}

const DURATION_EXPECTED = "a number and s, m, h, d or w, such as 90s, 5m or 1h30m";

export function duration(description: string) {
  return z.string(DURATION_EXPECTED).regex(DURATION_PATTERN, DURATION_EXPECTED).meta({ description });
}

const DURATION_OR_OFF_EXPECTED = `false, or ${DURATION_EXPECTED}`;

export function durationOrOff(description: string) {
  return z
    .union(
      [z.literal(false), z.string().regex(DURATION_PATTERN, DURATION_OR_OFF_EXPECTED)],
      DURATION_OR_OFF_EXPECTED,
    )
    .meta({ description });
}

export function onOrOff(description: string) {
  return z.boolean("true or false").meta({ description });
}

/** No time that is reckoned from it leaves the years that ISO 8601 writes with four digits. */
const RETENTION_MS_MAX = 5_200 * 604_800_000;

/** Refuses zero: it would delete alerts as soon as they are resolved. */
export function retention(description: string) {
  return duration(description)
    .refine((text) => !/^(?:0+\D)+$/.test(text), "more than nothing, such as 90d")
    .refine((text) => !DURATION_PATTERN.test(text) || durationMs(text) <= RETENTION_MS_MAX, "at most 5200w");
}

export function wholeNumber(min: number, max: number, description: string) {
  const expected = `a whole number from ${min} to ${max}`;
  return z.int(expected).min(min, expected).max(max, expected).meta({ description });
}

export const CONTACT = z
  .string("a URL or a mail address")
  .max(200, "at most 200 characters")
  // The text goes into a header unchanged.
  .regex(/^(?:https?:\/\/|[!-?A-~]+@)[!-~]+$/, "a URL or a mail address without spaces")
  .meta({ description: "How feed operators can reach you; sent with every request." });

export const TIME_ZONE = z
  .string("the name of a time zone, such as Europe/Paris")
  // Newer runtimes also accept offsets such as +01:00, which have no summer time.
  .refine(
    (name) => /^[A-Za-z]/.test(name) && isTimeZone(name),
    "the name of a time zone, such as Europe/Paris",
  )
  .meta({ description: "IANA name, such as Europe/Paris; the feed's own where absent." });

const HOURS_EXPECTED = "opening hours such as 24/7 or Mo-Fr 06:00-23:00; Sa,Su 07:00-24:00";

export const OPENING_HOURS = z
  .string(HOURS_EXPECTED)
  .refine((text) => notUnderstoodIn(text).length === 0, HOURS_EXPECTED)
  .meta({
    description:
      "Dates, weekdays and hours on the clock of timeZone, as OpenStreetMap writes them; the feed's own where absent.",
  });

export const URL_EXPECTED = "an https URL without user name and password (http for this machine only)";

export function feedUrl(description: string) {
  return z
    .string(URL_EXPECTED)
    .max(2_048, "at most 2048 characters")
    .refine(isUrlToAsk, URL_EXPECTED)
    .meta({ description, format: "uri" });
}

/** Refuses a query: paths are added at the end, and people leave their keys in queries. */
export function apiUrl(description: string) {
  return feedUrl(description)
    .refine(isSecureOrHere, URL_EXPECTED)
    .refine((text) => !/[?#]/.test(text), "an https URL without a query");
}

function isUrlToAsk(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password, protocol } = new URL(text);
  return username === "" && password === "" && /^https?:$/.test(protocol);
}

/** Returns whether the URL is https or names this machine. */
export function isSecureOrHere(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === "https:" || isLoopback(hostname);
}
