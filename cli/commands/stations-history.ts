import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { formatOption, momentOption, TIMES_HELP, utcOption } from "../options.ts";
import { atPlaceOrFolder } from "../places.ts";
import type { World } from "../world.ts";

export function stationsHistory(stations: CommandUnknownOpts, world: World): void {
  const command = stations
    .command("history")
    .description("what one station was over a time: counts, and when it was empty, full, closed or unknown")
    .argument("<system>", "the system's id")
    .argument("<station>", "the station's id")
    .addOption(momentOption("--since <time>", "from this time on; today where absent"))
    .addOption(momentOption("--until <time>", "before this time; now where absent"))
    .addOption(formatOption())
    .addOption(utcOption());
  atPlaceOrFolder(command)
    .addHelpText(
      "after",
      `${TIMES_HELP}
What was believed of each poll is kept, for 400 days unless systems.json says otherwise. Where polls failed, were doubted
or are gone, nothing is known, and it is said. csv and ndjson have a line for each time that something changed.

Example:
  $ stationwatch stations history lyon 10001
  $ stationwatch stations history lyon 10001 --since yesterday --until today --format csv`,
    )
    .action(async (systemId, stationId, options) => {
      const { showStationHistory } = await import("../history/station.ts");
      await showStationHistory(systemId, stationId, options, world);
    });
}
