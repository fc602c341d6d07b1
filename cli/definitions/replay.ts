import type { Command } from "commander";
import type { ReplayOptions } from "../commands/replay.ts";
import { openFormatOption } from "../options.ts";
import type { World } from "../world.ts";

export function defineReplay(program: Command, world: World): void {
  program
    .command("replay")
    .description("what a recording would have told, computed here and at once")
    .argument("<tape>", "folder of the recording")
    .option(
      "--rules <rules>",
      "plain (all at zero), or a file like systems.json; ./systems.json where absent",
    )
    .option("--windows", "city windows in place of events")
    .addOption(openFormatOption())
    .addHelpText(
      "after",
      `
Without --format: a summary on a terminal, CSV elsewhere.
CSV: systemId,stationId,rule,event,at, sorted; with --windows systemId,windowStart,docks,vehicles in order of time.

Example:
  $ stationwatch replay ./tapes/lyon --rules plain --format csv`,
    )
    .action(async (tape: string, options: ReplayOptions) => {
      const { replay } = await import("../commands/replay.ts");
      await replay(tape, options, world);
    });
}
