import type { CommandUnknownOpts, Option } from "@commander-js/extra-typings";

/**
 * Returns what may stand in place of the last word, which may be empty: subcommands, options, or the values that an
 * option or an argument knows. Nothing where any word may stand.
 */
export function candidates(program: CommandUnknownOpts, words: readonly string[]): string[] {
  const last = words.at(-1) ?? "";
  const { command, argument, option } = placeOf(program, words.slice(0, -1));
  return [...new Set(possible(command, argument, option, last))].filter((word) => word.startsWith(last));
}

interface PlaceInLine {
  readonly command: CommandUnknownOpts;
  /** How many arguments stand before the word. */
  readonly argument: number;
  /** The option whose value the word is. */
  readonly option: Option | null;
}

function placeOf(program: CommandUnknownOpts, before: readonly string[]): PlaceInLine {
  let command = program;
  let argument = 0;
  let option: Option | null = null;
  for (const word of before) {
    if (option !== null && !word.startsWith("-")) {
      // Several values may follow a variadic option.
      if (!option.variadic) option = null;
      continue;
    }
    const known = command.options.find(({ long, short }) => long === word || short === word);
    option = known !== undefined && (known.required || known.optional) ? known : null;
    if (word.startsWith("-")) continue;
    const sub = command.commands.find((one) => one.name() === word);
    if (sub === undefined) argument += 1;
    else command = sub;
  }
  return { command, argument, option };
}

function possible(
  command: CommandUnknownOpts,
  argument: number,
  option: Option | null,
  last: string,
): string[] {
  if (last.startsWith("-")) return [...command.options.flatMap(({ long }) => long ?? []), "--help"];
  if (option !== null) return [...(option.argChoices ?? [])];
  const subcommands = command.commands.filter(isShown).map((one) => one.name());
  return subcommands.length > 0
    ? subcommands
    : [...(command.registeredArguments[argument]?.argChoices ?? [])];
}

function isShown(command: CommandUnknownOpts): boolean {
  return command.name() !== COMPLETE;
}

/** The hidden command that the shells' scripts ask. */
export const COMPLETE = "complete";
