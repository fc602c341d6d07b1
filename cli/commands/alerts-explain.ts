import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { systemOption, utcOption } from "../options.ts";
import { atPlaceOrFolder } from "../places.ts";
import type { World } from "../world.ts";

export function alertsExplain(alerts: CommandUnknownOpts, world: World): void {
  const command = alerts
    .command("explain")
    .description("why an alert opened and ended: by which rule, at which polls, with which guards")
    .argument("<alert>", "an id, an unambiguous beginning of one, or STATION/RULE")
    .addOption(systemOption())
    .option("--refold", "fold its past once more by the rules of then, and compare the four times")
    .addOption(new Option("--format <format>", "how to print").choices(["table", "json"]).default("table"))
    .addOption(new Option("--json", "the same as --format json").implies({ format: "json" }))
    .addOption(utcOption());
  atPlaceOrFolder(command)
    .addHelpText(
      "after",
      `
It reads history around both ends of the alert, and says what nobody can know any more. --refold reads all of its time,
and as much before it as may have decided on it.

Example:
  $ stationwatch alerts explain 10001/empty
  $ stationwatch alerts explain 10001/empty --refold --json`,
    )
    .action(async (written, options) => {
      const { explainAlert } = await import("../alerts/explain.ts");
      await explainAlert(written, options, world);
    });
}
