import { type Command, Option } from "commander";
import type { StatsOptions } from "../commands/stats.ts";
import type { TailOptions } from "../commands/tail.ts";
import {
  endpointOption,
  formatOption,
  sinceOption,
  systemOption,
  TIMES_HELP,
  untilOption,
  utcOption,
} from "../options.ts";
import type { World } from "../world.ts";

export function defineStatistics(program: Command, world: World): void {
  program
    .command("stats")
    .description("docks and vehicles of a whole city, in windows of five minutes")
    .addOption(systemOption())
    .addOption(sinceOption("windows that start"))
    .addOption(untilOption("windows that start"))
    .addOption(formatOption())
    .addOption(utcOption())
    .addOption(endpointOption())
    .addHelpText(
      "after",
      `
Without --since: the newest day of windows. With --system and --format csv: date;available docks.
${TIMES_HELP.trim()}

Example:
  $ stationwatch stats --system lyon --since 3d --format csv`,
    )
    .action(async (options: StatsOptions) => {
      const { showStats } = await import("../commands/stats.ts");
      await showStats(options, world);
    });
  program
    .command("tail")
    .description("changes of bikes per station, as they pass on the stream, until Ctrl-C")
    .addOption(systemOption())
    .addOption(
      new Option("--from <position>", "where on the stream to begin")
        .choices(["latest", "start"])
        .default("latest"),
    )
    .option("--until-idle", "stop once the newest record has been read")
    .addOption(endpointOption())
    .addHelpText(
      "after",
      `
Prints: +2 station, address (system)

Example:
  $ stationwatch tail --system lyon --from start`,
    )
    .action(async (options: TailOptions) => {
      const { tail } = await import("../commands/tail.ts");
      await tail(options, world);
    });
}
