import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { formatOption, utcOption } from "../options.ts";
import { atPlaceOrFolder } from "../places.ts";
import type { World } from "../world.ts";

export function stationsShow(stations: CommandUnknownOpts, world: World): void {
  const command = stations
    .command("show")
    .description("one station: counts, flags, and which rules are pending or open")
    .argument("<system>", "the system's id")
    .argument("<station>", "the station's id")
    .addOption(formatOption())
    .addOption(utcOption());
  atPlaceOrFolder(command)
    .addHelpText("after", "\nExample:\n  $ stationwatch stations show lyon 10001")
    .action(async (systemId, stationId, options) => {
      const { showStation } = await import("../stations/show.ts");
      await showStation(systemId, stationId, options, world);
    });
}
