import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import {
  formatOption,
  limitOption,
  matchOption,
  nearOption,
  systemOption,
  utcOption,
  watchOption,
} from "../options.ts";
import { atPlaceOrFolder } from "../places.ts";
import { STATION_ORDERS } from "../stations/order.ts";
import { BY_RULE } from "../stations/question.ts";
import { watching } from "../watching.ts";
import type { World } from "../world.ts";

export function stationsList(stations: CommandUnknownOpts, world: World): void {
  command(stations).action(async (options) => {
    const { listStations } = await import("../stations/list.ts");
    await watching(options, world, (shown) => listStations(options, shown));
  });
}

const NAMES = BY_RULE.map(({ option }) => option.long);

function command(stations: CommandUnknownOpts) {
  const list = stations
    .command("list")
    .description(`stations by id; several of ${NAMES.join(", ")}, --absent show stations that match any`)
    .addOption(systemOption());
  for (const { option } of BY_RULE) list.addOption(option);
  const whole = list
    .option("--absent", "those that were in the feed once and no longer are")
    .addOption(matchOption())
    .addOption(nearOption())
    .addOption(
      new Option("--sort <order>", "in which order; the nearest first with --near").choices(STATION_ORDERS),
    )
    .addOption(limitOption())
    .addOption(watchOption())
    .addOption(formatOption())
    .addOption(utcOption());
  return atPlaceOrFolder(whole).addHelpText(
    "after",
    `
Example:
  $ stationwatch stations list --system lyon --empty --closed --sort for
  $ stationwatch stations list --match "hotel de ville" --near 45.767,4.834,500`,
  );
}
