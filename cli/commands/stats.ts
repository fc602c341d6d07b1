import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import {
  formatOption,
  type OptionsOf,
  sinceOption,
  systemOption,
  TIMES_HELP,
  untilOption,
  utcOption,
} from "../options.ts";
import { atPlace } from "../places.ts";
import type { Systems } from "../systems.ts";
import type { City } from "../windows/print.ts";
import type { World } from "../world.ts";

export function stats(program: CommandUnknownOpts, world: World): void {
  command(program).action((options) => showStats(options, world));
}

type Options = OptionsOf<typeof command>;

function command(program: CommandUnknownOpts) {
  const stats = program
    .command("stats")
    .description("docks and vehicles of a whole city, in windows of five minutes")
    .addOption(systemOption())
    .addOption(sinceOption("windows that start"))
    .addOption(untilOption("windows that start"))
    .addOption(formatOption())
    .addOption(utcOption());
  return atPlace(stats).addHelpText(
    "after",
    `
Without --since: the newest day of windows. With --system and --format csv: date;available docks.
${TIMES_HELP.trim()}

Example:
  $ stationwatch stats --system lyon --since 3d --format csv`,
  );
}

/** Windows shown without `--since`: a day of five-minute windows. */
const NEWEST_DEFAULT = 288;

async function showStats(options: Options, world: World): Promise<void> {
  const { asking, printCities, stormFile, WindowQueries } = await import("../asking.ts");
  await asking(options, world, async (systems, { names, tables }) => {
    const { terminal } = world;
    const queries = new WindowQueries(tables, names.windowsTable, world.now);
    const cities: City[] = [];
    for (const systemId of await systems.ids(options.system)) {
      const timeZone = await systems.timeZone(systemId, options.utc);
      const since = options.since?.(world.now(), timeZone);
      const until = options.until?.(world.now(), timeZone);
      const newest = since === undefined ? NEWEST_DEFAULT : undefined;
      const windows = await queries.list({ systemId, since, until, newest });
      if (windows.length === newest)
        terminal.say(`${systemId}: the newest ${newest} windows, --since for more`);
      if (windows.length > 0) cities.push({ systemId, timeZone, windows });
    }
    if (options.format === "csv" && options.system !== undefined) {
      terminal.write(stormFile(cities[0]?.windows ?? []));
    } else {
      printCities(cities, options.format, await nothingFound(options, systems), world);
    }
  });
}

async function nothingFound({ system, since, until }: Options, systems: Systems): Promise<string> {
  if (system !== undefined && (await systems.stateIfUsable(system)) === null)
    return (await systems.unknown(system)).message;
  if (since !== undefined || until !== undefined) return "no finished window in that time";
  return "no finished window: the first one takes five minutes";
}
