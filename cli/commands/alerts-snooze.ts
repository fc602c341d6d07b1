import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { formatOption, readAhead, systemOption, TIMES_AHEAD_HELP, utcOption } from "../options.ts";
import { byOption, readNote } from "../people/texts.ts";
import { atPlaceOrFolder } from "../places.ts";
import type { World } from "../world.ts";

export function alertsSnooze(alerts: CommandUnknownOpts, world: World): void {
  const command = alerts
    .command("snooze")
    .description("says that this alert's station and rule need not be told, until a time")
    .argument("<alert>", "an id, an unambiguous beginning of one, or STATION/RULE")
    .argument("<until>", "a time to come", readAhead)
    .addOption(systemOption())
    .option("--why <text>", "why, for everybody who wonders", readNote, "snoozed")
    .addOption(byOption("who wants it"))
    .addOption(formatOption())
    .addOption(utcOption());
  atPlaceOrFolder(command)
    .addHelpText(
      "after",
      `${TIMES_AHEAD_HELP}
It is a silence of the station and the rule, this alert and the next ones: silences list shows it, silences end ends it.

Example:
  $ stationwatch alerts snooze 10001/empty 2h --by Ada`,
    )
    .action(async (written, until, options) => {
      const { snooze } = await import("../silences/snooze.ts");
      await snooze(written, { ...options, until }, world);
    });
}
