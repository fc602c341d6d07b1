import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { formatOption, utcOption } from "../options.ts";
import { atPlace } from "../places.ts";
import { FAILED, UserError } from "../user-error.ts";
import type { World } from "../world.ts";

export function alertsShow(alerts: CommandUnknownOpts, world: World): void {
  const command = alerts
    .command("show")
    .description("all that is known about one alert")
    .argument("<system>", "the system's id")
    .argument("<alert>", "the alert's id: when it started, the station and the rule, with slashes between")
    .addOption(formatOption())
    .addOption(utcOption());
  atPlace(command)
    .addHelpText(
      "after",
      "\nExample:\n  $ stationwatch alerts show lyon 2026-11-22T17:30:00.000Z/10001/empty",
    )
    .action(async (systemId, alertId, options) => {
      const { AlertQueries, asking, printAlert } = await import("../asking.ts");
      await asking(options, world, async (systems, { names, tables }) => {
        const alerts = new AlertQueries(tables, names.alertsTable, world.now);
        const alert = await alerts.get(systemId, alertId);
        if (alert === null) throw new UserError(`no alert "${alertId}" of ${systemId} is known`, FAILED);
        await printAlert(alert, options, systems, world);
      });
    });
}
