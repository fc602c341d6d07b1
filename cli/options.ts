import { InvalidArgumentError, Option, type OptionValues } from "@commander-js/extra-typings";
import { RULE_NAMES } from "../functions/core/rules.ts";
import { readTime, type TimeFromNow } from "../functions/words/times.ts";
import { readTimeAhead } from "../functions/words/times-ahead.ts";
import { type Near, nearFrom } from "./search/near.ts";

export const FORMATS = ["table", "json", "ndjson", "csv"] as const;
export type Format = (typeof FORMATS)[number];

/** The options that decide how a command prints. */
export interface Style {
  readonly format: Format;
  readonly utc?: boolean | undefined;
}

/** The options of a command, derived from the function that defines it. */
export type OptionsOf<Define extends (...parts: never[]) => { opts(): OptionValues }> = Readonly<
  ReturnType<ReturnType<Define>["opts"]>
>;

/** The options that several commands share follow, each defined once. */
export const formatOption = () => openFormatOption().default<Format>("table");

/** Returns the asked format; else a table for people at a terminal, and CSV for programs. */
export function formatFor(
  asked: Format | undefined,
  { columns }: { readonly columns: number | null },
): Format {
  return asked ?? (columns === null ? "csv" : "table");
}

/** The format option without a default, so that the command can choose one. */
export const openFormatOption = () => new Option("--format <format>", "how to print").choices(FORMATS);

export const systemOption = () => new Option("--system <id...>", "only this system; may be repeated");

export const ruleOption = () =>
  new Option("--rule <rule...>", "only this rule; may be repeated").choices(RULE_NAMES);

export const matchOption = () =>
  new Option("--match <text>", "only stations whose name, address or id has these words");

export const nearOption = () =>
  new Option("--near <lat,lon[,metres]>", "only stations near this place, the nearest first").argParser(
    readNear,
  );

export const limitOption = () =>
  new Option("--limit <n>", "at most this many").argParser(readWholeNumber(1, LIMIT_MAX));

export const watchOption = () =>
  new Option("--watch [seconds]", "show it again every few seconds, until Ctrl-C")
    .argParser(readWholeNumber(2, 3_600))
    .preset("10");

/** The most rows that a list shows. */
export const LIMIT_MAX = 10_000;

export const utcOption = () => new Option("--utc", "times in UTC, not in each system's own time zone");

export const sinceOption = (what: string) => momentOption("--since <time>", `${what} at this time or later`);

export const untilOption = (what: string) => momentOption("--until <time>", `${what} before this time`);

export function momentOption<Flags extends string>(flags: Flags, description: string) {
  return new Option(flags, description).argParser((text): TimeFromNow => {
    const moment = readTime(text);
    if (moment === null) {
      throw new InvalidArgumentError(
        "Expected a time such as 2026-11-22T17:30:00Z, 1h30m, 7:00 or yesterday.",
      );
    }
    return moment;
  });
}

/** An option for a time to come. */
export function aheadOption<Flags extends string>(flags: Flags, description: string) {
  return new Option(flags, description).argParser(readAhead);
}

export function readAhead(text: string): TimeFromNow {
  const moment = readTimeAhead(text);
  if (moment !== null) return moment;
  throw new InvalidArgumentError(
    "Expected a time to come, such as 2h, 18:00, monday 8:00 or 2026-12-01T18:00.",
  );
}

export const TIMES_AHEAD_HELP = `
Times: 90m, 2h or 3d from now; 2026-11-30T17:30:00Z; and by the clock of the system: 18:00 (the next one), tomorrow,
monday, "monday 8:00", 2026-11-30, 2026-11-30T17:30.`;

export const TIMES_HELP = `
Times: 2026-11-22T17:30:00Z; 90m, 1h30m, 3d or 1w ago; and by the clock of each system: 2026-11-22T17:30, 2026-11-22,
7:00, today, yesterday, "yesterday 17:30". Of an hour that comes twice in autumn, the first.`;

export function readWholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };
}

function readNear(text: string): Near {
  const near = nearFrom(text);
  if (near !== null) return near;
  throw new InvalidArgumentError("Expected degrees and perhaps metres, such as 48.8566,2.3522,500.");
}
