import type { Command } from "commander";
import type { StationsListOptions } from "../commands/stations-list.ts";
import type { StationsShowOptions } from "../commands/stations-show.ts";
import { endpointOption, formatOption, systemOption, utcOption } from "../options.ts";
import type { World } from "../world.ts";

export function defineStations(program: Command, world: World): void {
  const stations = program
    .command("stations")
    .description("what stations have now, as the newest poll saw them")
    .helpCommand(false)
    .addHelpText("after", "\nExample:\n  $ stationwatch stations list --empty");
  stations
    .command("list")
    .description("stations by id; several of --empty, --full, --closed, --absent show what is any of them")
    .addOption(systemOption())
    .option("--empty", "those that are empty, by their system's rules")
    .option("--full", "those that are full")
    .option("--closed", "those that are out of service")
    .option("--absent", "those that were in the feed once and no longer are")
    .addOption(formatOption())
    .addOption(utcOption())
    .addOption(endpointOption())
    .addHelpText(
      "after",
      `
Example:
  $ stationwatch stations list --system lyon --empty --closed`,
    )
    .action(async (options: StationsListOptions) => {
      const { listStations } = await import("../commands/stations-list.ts");
      await listStations(options, world);
    });
  stations
    .command("show")
    .description("one station: counts, flags, and which rules are pending or open")
    .argument("<system>", "the system's id")
    .argument("<station>", "the station's id")
    .addOption(formatOption())
    .addOption(utcOption())
    .addOption(endpointOption())
    .addHelpText(
      "after",
      `
Example:
  $ stationwatch stations show lyon 10001`,
    )
    .action(async (systemId: string, stationId: string, options: StationsShowOptions) => {
      const { showStation } = await import("../commands/stations-show.ts");
      await showStation(systemId, stationId, options, world);
    });
}
