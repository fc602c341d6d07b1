import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { HANDLING_HELP, handlingCommand, systemSource } from "../alerts/handle-options.ts";
import { readNote } from "../people/texts.ts";
import { atPlaceOrFolder } from "../places.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { World } from "../world.ts";

export function alertsNote(alerts: CommandUnknownOpts, world: World): void {
  const command = handlingCommand(alerts, "note", "writes a note to alerts, open or over")
    .option("--note <text>", "the note, in place of the one that is there", readNote)
    .addOption(new Option("--clear", "remove the note").conflicts("note"));
  atPlaceOrFolder(command)
    .addHelpText(
      "after",
      `${HANDLING_HELP}

Example:
  $ stationwatch alerts note 10001/empty --note "the dock is broken, not empty"`,
    )
    .action(async (written, { clear, note, ...options }, self) => {
      if (note === undefined && clear !== true)
        throw new UserError("there is no note: expected --note TEXT or --clear", BAD_INPUT);
      const { handleAlerts } = await import("../alerts/handle.ts");
      const chosen = { ...options, ...systemSource(self), note: note ?? null };
      await handleAlerts("note", written, chosen, world);
    });
}
