import { InvalidArgumentError, Option, type OptionValues } from "@commander-js/extra-typings";
import { RULE_NAMES } from "../functions/core/rules.ts";
import { readTime, type TimeFromNow } from "../functions/words/times.ts";

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

/** The format option without a default, so that the command can choose one. */
export const openFormatOption = () => new Option("--format <format>", "how to print").choices(FORMATS);

export const systemOption = () => new Option("--system <id>", "only this system");

export const ruleOption = () => new Option("--rule <rule>", "only this rule").choices(RULE_NAMES);

export const utcOption = () => new Option("--utc", "times in UTC, not in each system's own time zone");

export const sinceOption = (what: string) => momentOption("--since <time>", `${what} at this time or later`);

export const untilOption = (what: string) => momentOption("--until <time>", `${what} before this time`);

export const TIMES_HELP = `
Times: 2026-11-22T17:30:00Z, or without the Z in the system's own time zone; 2026-11-22; today; 90m, 2h or 3d ago.`;

function momentOption<Flags extends string>(flags: Flags, description: string) {
  return new Option(flags, description).argParser((text): TimeFromNow => {
    const moment = readTime(text);
    if (moment === null) {
      throw new InvalidArgumentError("Expected a time such as 2026-11-22T17:30:00Z, 2h or today.");
    }
    return moment;
  });
}

export function readWholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };
}
