import { type Command, Option } from "commander";

/** Where something is deployed: before the command or after it, for every command that connects. */
const placeOptions = () => [
  new Option("--stack <name>", "of what was deployed under this name (CloudFormation)"),
  new Option("--region <region>", "the AWS region"),
  new Option("--profile <name>", "a profile of ~/.aws"),
];

/** Adds them to every command that has an endpoint; the others refuse them. */
export function definePlaces(program: Command): void {
  for (const command of commandsOf(program)) {
    if (!connects(command)) continue;
    for (const option of placeOptions()) command.addOption(option);
  }
  // Commander hands an option that the program has to the program, wherever it stands.
  for (const option of placeOptions()) program.addOption(option);
  program.hook("preAction", (_, command) => {
    for (const [name, value] of Object.entries(program.opts())) {
      if (!connects(command)) command.error(`error: unknown option '--${name}'`);
      command.setOptionValue(name, value);
    }
  });
}

function connects(command: Command): boolean {
  return command.options.some(({ long }) => long === "--endpoint");
}

function commandsOf(parent: Command): Command[] {
  return parent.commands.flatMap((command) => [command, ...commandsOf(command)]);
}
