import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { SYSTEM_ALERTS_VERSIONS, type SystemAlertsVersion } from "../../functions/words/system-alerts.ts";
import { atPlaceOrFolder } from "../places.ts";
import type { World } from "../world.ts";

export function alertsExport(alerts: CommandUnknownOpts, world: World): void {
  const command = alerts
    .command("export")
    .description("what is closed, and what is wrong with the feed, as GBFS's system_alerts.json")
    .argument("<system>", "the system's id")
    .addOption(
      new Option("--gbfs <version>", "which version of GBFS")
        .choices(SYSTEM_ALERTS_VERSIONS)
        .default<SystemAlertsVersion>("3.0"),
    );
  atPlaceOrFolder(command)
    .addHelpText(
      "after",
      `
Only what is open now; alerts list --format geojson has all alerts as points on a map.

Example:
  $ stationwatch alerts export lyon --gbfs 2.3 > system_alerts.json`,
    )
    .action(async (systemId, options) => {
      const { exportAlerts } = await import("../alerts/export.ts");
      await exportAlerts(systemId, options, world);
    });
}
