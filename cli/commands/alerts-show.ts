import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { formatOption, utcOption } from "../options.ts";
import { atPlaceOrFolder } from "../places.ts";
import type { World } from "../world.ts";

export function alertsShow(alerts: CommandUnknownOpts, world: World): void {
  const command = alerts
    .command("show")
    .description("all that is known about one alert")
    .argument("<system>", "the system's id")
    .argument("<alert>", "the alert's id, or STATION/RULE for the newest such alert of that station")
    .addOption(formatOption())
    .addOption(utcOption());
  atPlaceOrFolder(command)
    .addHelpText(
      "after",
      `
An alert's id is when it started, the station and the rule, with slashes between. For the newest alert of a rule
about the feed, the rule alone is enough.

Example:
  $ stationwatch alerts show lyon 2026-11-22T17:30:00.000Z/10001/empty
  $ stationwatch alerts show lyon 10001/empty`,
    )
    .action(async (systemId, written, options) => {
      const { showAlert } = await import("../alerts/show.ts");
      await showAlert(systemId, written, options, world);
    });
}
