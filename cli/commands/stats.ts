import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import {
  FORMATS,
  sinceOption,
  systemOption,
  TIMES_HELP,
  untilOption,
  utcOption,
  watchOption,
} from "../options.ts";
import { atPlaceOrFolder } from "../places.ts";
import { watching } from "../watching.ts";
import type { World } from "../world.ts";

export function stats(program: CommandUnknownOpts, world: World): void {
  command(program).action(async (options) => {
    const { showStats } = await import("../windows/show.ts");
    await watching(options, world, (shown) => showStats(options, shown));
  });
}

function command(program: CommandUnknownOpts) {
  const stats = program
    .command("stats")
    .description("docks and vehicles of a whole city, in windows of five minutes")
    .addOption(systemOption())
    .addOption(sinceOption("windows that start"))
    .addOption(untilOption("windows that start"))
    .addOption(watchOption())
    .addOption(formatOption())
    .addOption(utcOption());
  return atPlaceOrFolder(stats).addHelpText(
    "after",
    `
Without --since: the newest day of windows. --format storm: one system as date;available docks, the file of a course.
${TIMES_HELP.trim()}

Example:
  $ stationwatch stats --system lyon --since 3d --format storm`,
  );
}

/** `storm` is the file that the topology of a course writes: docs/from-kafka.md. */
const formatOption = () =>
  new Option("--format <format>", "how to print")
    .choices([...FORMATS, "storm"] as const)
    .default("table" as const);
