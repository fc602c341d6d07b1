import type { Period } from "../../functions/core/level-cells.ts";
import type { PastLook } from "../../functions/core/past.ts";
import type { RosterIndex } from "../../functions/core/roster.ts";
import { isTimeZone } from "../../functions/core/time-zone.ts";
import { wallTime } from "../../functions/words/times.ts";
import { type Format, formatFor } from "../options.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { Terminal } from "../world.ts";
import { type Contract, withTerms } from "./contract.ts";
import { judge, type Subject } from "./judge.ts";
import { type AskedPeriod, periodOf } from "./period.ts";
import { printLevels } from "./print.ts";
import type { Grouping } from "./rows.ts";

/** What `levels` is asked; the names are those of its options. */
export interface LevelsOptions extends AskedPeriod {
  readonly by?: Grouping | undefined;
  readonly terms?: readonly string[] | undefined;
  readonly rules?: string | undefined;
  readonly format?: Format | undefined;
  readonly utc?: boolean | undefined;
}

/** A past to judge: a recording's, or the table's. */
export interface Past {
  readonly systemId: string;
  readonly contract: Contract;
  /** The newest roster; null where there is none. */
  readonly roster: RosterIndex | null;
  /** IANA name; null where neither the configuration nor the feed gives one. */
  readonly timeZone: string | null;
  /** Milliseconds since the epoch: the first look, null where that is not known before; and now, or a tape's last look. */
  readonly from: number | null;
  readonly now: number;
  /** What is judged where nothing else is asked, on the clock of the zone. */
  readonly otherwise: (timeZone: string) => Period;
  readonly looks: (period: Period) => AsyncIterable<PastLook>;
  /** Called when no more is read. */
  readonly onceRead: () => void;
}

/** Judges the past in the asked period, and prints its levels. Throws a UserError for what cannot be judged. */
export async function showLevels(past: Past, options: LevelsOptions, terminal: Terminal): Promise<void> {
  const { systemId, roster, from, now } = past;
  const contract = withTerms(past.contract, options.terms);
  const clock = past.timeZone !== null && isTimeZone(past.timeZone) ? past.timeZone : null;
  const timeZone = options.utc === true ? "UTC" : (clock ?? "UTC");
  const written = (at: number) => wallTime(at, timeZone, true);
  const period = periodOf(options, { from, now, timeZone, written }, past.otherwise(timeZone));
  const isPlainToo = options.terms === undefined;
  const subject: Subject = { systemId, contract, isPlainToo, period, roster, timeZone: clock, asOf: now };
  const format = formatFor(options.format, terminal);
  // The file that a city keeps has a line a station.
  const by = options.by ?? (format === "csv" ? "station" : "term");
  if (by === "area" && contract.areas.size === 0) {
    const sentence = `no area of ${systemId} is known`;
    throw new UserError(`${sentence}: expected lists of station ids as areas in systems.json`, BAD_INPUT);
  }
  const judgement = await judge(past.looks(period), subject);
  past.onceRead();
  printLevels(judgement, subject, { by, format, timeZone }, terminal);
}
