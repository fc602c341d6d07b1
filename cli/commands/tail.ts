import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { sinceOption, systemOption, TIMES_HELP, utcOption } from "../options.ts";
import { atPlace } from "../places.ts";
import type { From } from "../tail/follow.ts";
import type { World } from "../world.ts";

export function tail(program: CommandUnknownOpts, world: World): void {
  const fromOption = new Option("--from <position>", "where on the stream to begin")
    .choices(["latest", "start"] as const)
    .default<From>("latest");
  const command = program
    .command("tail")
    .description("changes of bikes per station, as they pass on the stream, until Ctrl-C")
    .addOption(systemOption())
    .addOption(fromOption)
    .addOption(sinceOption("only changes that were seen").conflicts("from"))
    .option("--until-idle", "stop once the newest record has been read")
    .addOption(utcOption());
  atPlace(command)
    .addHelpText(
      "after",
      `
Prints the time, the system, the station's id, the change and what is there now, its name and address:
2026-11-22 17:30:00  lyon  10001  +2, now 5 bikes  Bellecour, place Bellecour
The stream keeps a day. A time without a zone is by the clock of the first system.
${TIMES_HELP.trim()}

Example:
  $ stationwatch tail --system lyon --since 15m`,
    )
    .action(async (options) => {
      const { tailStream } = await import("../tail/tail.ts");
      await tailStream(options, world);
    });
}
