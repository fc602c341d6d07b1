import {
  type Command,
  type CommandUnknownOpts,
  InvalidArgumentError,
  Option,
  type OptionValues,
} from "@commander-js/extra-typings";
import type { OptionsOf } from "./options.ts";

const endpointOption = () =>
  new Option("--endpoint <url>", "where DynamoDB and Kinesis answer").argParser(readEndpoint);
const stackOption = () => new Option("--stack <name>", "the deployed CloudFormation stack of this name");
const regionOption = () => new Option("--region <region>", "the AWS region");
const profileOption = () => new Option("--profile <name>", "a profile of ~/.aws");

/** The options that say where a command connects. */
export type Place = OptionsOf<typeof atPlace<[], Record<never, never>, OptionValues>> & {
  /** The folder of `npm start -- --data`, for commands that read tables alone. */
  readonly data?: string | undefined;
};

/** As atPlace, for commands that read tables alone: those that a local run has kept answer without it. */
export function atPlaceOrFolder<
  Args extends unknown[],
  Opts extends OptionValues,
  Global extends OptionValues,
>(command: Command<Args, Opts, Global>) {
  const folder = new Option(
    "--data <dir>",
    "the tables that npm start -- --data DIR has kept, while it does not run",
  );
  return atPlace(command.addOption(folder));
}

/** Adds, last, the options that say where the command finds the pipeline. */
export function atPlace<Args extends unknown[], Opts extends OptionValues, Global extends OptionValues>(
  command: Command<Args, Opts, Global>,
) {
  return command
    .addOption(endpointOption())
    .addOption(stackOption())
    .addOption(regionOption())
    .addOption(profileOption());
}

/** Lets the options of a deployment stand before the command too; commands that do not connect refuse them. */
export function definePlaces(program: Command, environment: NodeJS.ProcessEnv): void {
  // Commander gives such an option to the program, even where it stands behind the command.
  for (const option of [stackOption(), regionOption(), profileOption()]) program.addOption(option);
  program.hook("preAction", (_, command) => {
    takeDefaults(command, environment);
    for (const [name, value] of Object.entries(program.opts())) {
      if (!connects(command)) command.error(`error: unknown option '--${name}'`);
      command.setOptionValue(name, value);
    }
    refuseTwoPlaces(command.opts(), command);
  });
}

/** The options that name a place. */
const PLACES = ["endpoint", "stack", "region", "profile", "data"] as const;

/** Returns the first option that names a place; undefined where none does. */
export function placeNamedIn(given: Partial<Record<(typeof PLACES)[number], unknown>>) {
  return PLACES.find((name) => given[name] !== undefined);
}

/** The variables that stand in for options that are not given. */
export const DEFAULTS = { stack: "STATIONWATCH_STACK", system: "STATIONWATCH_SYSTEM" } as const;

/** Commander checks this by itself only for options that stand behind the command. */
function refuseTwoPlaces(given: OptionValues, command: CommandUnknownOpts): void {
  const other = placeNamedIn({ ...given, data: undefined });
  if (given.data === undefined || other === undefined) return;
  command.error(`error: option '--data' cannot be used with option '--${other}'`);
}

function takeDefaults(command: CommandUnknownOpts, environment: NodeJS.ProcessEnv): void {
  const given = command.optsWithGlobals();
  const { [DEFAULTS.stack]: stack, [DEFAULTS.system]: system } = environment;
  // A function that runs here writes: only a stack that is named counts. A recording is in no stack.
  const isHere =
    (command.name() === "invoke" && given.deployed !== true) ||
    (command.name() === "replay" && given.history === undefined);
  if (stack && connects(command) && placeNamedIn(given) === undefined && !isHere)
    command.setOptionValue("stack", stack);
  const takesSystems = command.options.some(({ long, variadic }) => long === "--system" && variadic);
  if (system && takesSystems && given.system === undefined) {
    command.setOptionValueWithSource("system", system.split(/[\s,]+/).filter(Boolean), "env");
  }
}

function connects(command: CommandUnknownOpts): boolean {
  return command.options.some(({ long }) => long === "--endpoint");
}

const URL_CHARACTERS_MAX = 2_048;

function readEndpoint(text: string): string {
  const isShort = text.length <= URL_CHARACTERS_MAX;
  if (isShort && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))
    return text.replace(/\/+$/, "");
  throw new InvalidArgumentError("Expected a URL such as http://127.0.0.1:4566.");
}
