import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { formatOption, utcOption } from "../options.ts";
import { atPlace } from "../places.ts";
import { FAILED, UserError } from "../user-error.ts";
import type { World } from "../world.ts";

export function stationsShow(stations: CommandUnknownOpts, world: World): void {
  const command = stations
    .command("show")
    .description("one station: counts, flags, and which rules are pending or open")
    .argument("<system>", "the system's id")
    .argument("<station>", "the station's id")
    .addOption(formatOption())
    .addOption(utcOption());
  atPlace(command)
    .addHelpText("after", "\nExample:\n  $ stationwatch stations show lyon 10001")
    .action(async (systemId, stationId, { format, utc, ...place }) => {
      const { asking, printStation, stationReading } = await import("../asking.ts");
      await asking(place, world, async (systems) => {
        const [state, roster] = await Promise.all([systems.state(systemId), systems.roster(systemId)]);
        if (state === null) throw await systems.unknown(systemId);
        const station = stationReading(state, roster, stationId);
        if (station === null)
          throw new UserError(`no station "${stationId}" of ${systemId} is known`, FAILED);
        printStation(station, await systems.timeZone(systemId, utc), format, world);
      });
    });
}
