import { CommanderError, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { createProgram } from "./program.ts";
import { BAD_INPUT, DONE, endingOf } from "./user-error.ts";
import type { World } from "./world.ts";

/** Runs the command that the arguments name; resolves to its exit code, never rejects. */
export async function run(
  words: readonly string[],
  world: World,
  program = createProgram(world),
): Promise<number> {
  try {
    await program.parseAsync(asHelp(words, program), { from: "user" });
    return DONE;
  } catch (error) {
    // Help and version arrive here too, with exit code 0; commander has already printed its errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : BAD_INPUT;
    const { exitCode, sentences } = endingOf(error);
    for (const sentence of sentences) world.terminal.say(`stationwatch: ${sentence}`);
    return exitCode;
  }
}

/** Turns `help alerts list`, and `alerts help list`, into `alerts list --help`, as people expect. */
function asHelp(words: readonly string[], program: CommandUnknownOpts): string[] {
  const help = words.indexOf("help");
  const path = words.toSpliced(help, 1);
  if (help === -1 || help > 1 || words.slice(0, help).some((word) => word.startsWith("-"))) return [...words];
  let command: CommandUnknownOpts | undefined = program;
  for (const word of path) command = command?.commands.find((one) => one.name() === word);
  // Without --help, commander says which command is unknown.
  return command === undefined ? path : [...path, "--help"];
}
