import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { STATION_RULES } from "../../functions/core/station-rules.ts";
import type { StationReading } from "../../functions/views/station.ts";
import { formatOption, type OptionsOf, systemOption, utcOption } from "../options.ts";
import { atPlace } from "../places.ts";
import type { World } from "../world.ts";

export function stationsList(stations: CommandUnknownOpts, world: World): void {
  command(stations).action((options) => listStations(options, world));
}

/** One option per rule about stations in the feed; absent stations have an option of their own. */
const BY_RULE = STATION_RULES.filter(({ judgesAbsent }) => !judgesAbsent).map(({ name, words }) => ({
  name,
  option: new Option(`--${name}`, words.listed),
}));
const NAMES = BY_RULE.map(({ option }) => option.long);

type Options = OptionsOf<typeof command>;

function command(stations: CommandUnknownOpts) {
  const list = stations
    .command("list")
    .description(`stations by id; several of ${NAMES.join(", ")}, --absent show stations that match any`)
    .addOption(systemOption());
  for (const { option } of BY_RULE) list.addOption(option);
  const whole = list
    .option("--absent", "those that were in the feed once and no longer are")
    .addOption(formatOption())
    .addOption(utcOption());
  return atPlace(whole).addHelpText(
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
      const [state, roster] = await Promise.all([systems.stateIfUsable(systemId), systems.roster(systemId)]);
      if (state === null && options.system !== undefined) throw await systems.unknown(systemId);
      if (state == null) continue;
      found.push(...stationReadings(state, roster).filter((station) => isAsked(station, options)));
      timeZones.set(systemId, await systems.timeZone(systemId, options.utc));
    }
    printStations(found, timeZones, options.format, world);
  });
}

/** Returns whether the station matches one of the options; without options every station does. */
function isAsked({ holding, isPresent }: StationReading, asked: Readonly<Record<string, unknown>>): boolean {
  const rules = BY_RULE.filter(({ option }) => asked[option.attributeName()] === true);
  if (rules.length === 0 && asked.absent !== true) return true;
  return rules.some(({ name }) => holding.includes(name)) || (asked.absent === true && !isPresent);
}
