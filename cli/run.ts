import { CommanderError } from "@commander-js/extra-typings";
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
    await program.parseAsync([...words], { from: "user" });
    return DONE;
  } catch (error) {
    // Help and version arrive here too, with exit code 0; commander has already printed its errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : BAD_INPUT;
    const { exitCode, sentence } = endingOf(error);
    world.terminal.say(`stationwatch: ${sentence}`);
    return exitCode;
  }
}
