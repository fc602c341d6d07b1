import { InvalidArgumentError, Option } from "@commander-js/extra-typings";
import type { Period } from "../../functions/core/level-cells.ts";
import { readTime, type TimeFromNow } from "../../functions/words/times.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";

/** What is asked of time; the names are those of the options. */
export interface AskedPeriod {
  readonly month?: Month | undefined;
  readonly since?: TimeFromNow | undefined;
  readonly until?: TimeFromNow | undefined;
}

interface Month {
  readonly begin: TimeFromNow;
  readonly end: TimeFromNow;
}

/** What is known of time: from when on there is a past, until when, and how that is written. */
export interface Known {
  /** Milliseconds since the epoch; null where that is not known beforehand. */
  readonly from: number | null;
  readonly now: number;
  readonly timeZone: string;
  readonly written: (at: number) => string;
}

export const monthOption = () =>
  new Option("--month <month>", "a whole month, such as 2026-11, by the system's clock")
    .argParser(readMonth)
    .conflicts(["since", "until"]);

function readMonth(text: string): Month {
  const [, year, month] = /^(\d{4})-(\d\d)$/.exec(text) ?? [];
  const begin = year === undefined ? null : readTime(`${text}-01`);
  if (begin === null) throw new InvalidArgumentError("Expected a month such as 2026-11.");
  const next = new Date(Date.UTC(Number(year), Number(month), 1)).toISOString().slice(0, 10);
  const end = readTime(next);
  if (end === null) throw new InvalidArgumentError("Expected a month that another follows.");
  return { begin, end };
}

/**
 * Returns the asked period; `otherwise` for what is not asked. Throws a UserError for one that has no past: it begins
 * later than now, ends before it begins, or before anything was seen.
 */
export function periodOf(asked: AskedPeriod, known: Known, otherwise: Period): Period {
  const { from, now, timeZone, written } = known;
  const since = (asked.month?.begin ?? asked.since)?.(now, timeZone) ?? otherwise.since;
  const until = (asked.month?.end ?? asked.until)?.(now, timeZone) ?? otherwise.until;
  const refused = (sentence: string) => new UserError(sentence, BAD_INPUT);
  if (since >= now) throw refused(`the period begins ${written(since)}, expected one before ${written(now)}`);
  if (since >= until) {
    throw refused(`the period begins ${written(since)} and ends ${written(until)}, expected a later end`);
  }
  if (from !== null && until <= from) {
    throw refused(
      `the period ends ${written(until)}, expected a later end: the first look is of ${written(from)}`,
    );
  }
  return { since, until };
}
