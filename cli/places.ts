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
export type Place = OptionsOf<typeof atPlace<[], Record<never, never>, OptionValues>>;

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
export function definePlaces(program: Command): void {
  // Commander gives such an option to the program, even where it stands behind the command.
  for (const option of [stackOption(), regionOption(), profileOption()]) program.addOption(option);
  program.hook("preAction", (_, command) => {
    for (const [name, value] of Object.entries(program.opts())) {
      if (!connects(command)) command.error(`error: unknown option '--${name}'`);
      command.setOptionValue(name, value);
    }
  });
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
