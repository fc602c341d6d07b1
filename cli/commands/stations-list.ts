import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import type { StationReading } from "../../functions/views/station.ts";
import { formatOption, type OptionsOf, systemOption, utcOption } from "../options.ts";
import { atPlace } from "../places.ts";
import type { World } from "../world.ts";

export function stationsList(stations: CommandUnknownOpts, world: World): void {
  command(stations).action((options) => listStations(options, world));
}

type Options = OptionsOf<typeof command>;

function command(stations: CommandUnknownOpts) {
  const list = stations
    .command("list")
    .description("stations by id; several of --empty, --full, --closed, --absent show what is any of them")
    .addOption(systemOption())
    .option("--empty", "those that are empty, by their system's rules")
    .option("--full", "those that are full")
    .option("--closed", "those that are out of service")
    .option("--absent", "those that were in the feed once and no longer are")
    .addOption(formatOption())
    .addOption(utcOption());
  return atPlace(list).addHelpText(
    "after",
    "\nExample:\n  $ stationwatch stations list --system lyon --empty --closed",
  );
}

async function listStations(options: Options, world: World): Promise<void> {
  const { asking, printStations, stationReadings } = await import("../asking.ts");
  await asking(options, world, async (systems) => {
    const found: StationReading[] = [];
    const timeZones = new Map<string, string>();
    for (const systemId of await systems.ids(options.system)) {
      const [state, roster] = await Promise.all([systems.state(systemId), systems.roster(systemId)]);
      if (state === null && options.system !== undefined) throw await systems.unknown(systemId);
      if (state === null) continue;
      found.push(...stationReadings(state, roster).filter((station) => isAsked(station, options)));
      timeZones.set(systemId, await systems.timeZone(systemId, options.utc));
    }
    printStations(found, timeZones, options.format, world);
  });
}

/** Without a word for it, every station. */
function isAsked(station: StationReading, { empty, full, closed, absent }: Options): boolean {
  if (!empty && !full && !closed && !absent) return true;
  if (empty && station.isEmpty) return true;
  if (full && station.isFull) return true;
  if (closed && station.isClosed) return true;
  return absent === true && !station.isPresent;
}
