import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { HANDLING_HELP, handlingCommand, systemSource } from "../alerts/handle-options.ts";
import { readNote } from "../people/texts.ts";
import { atPlaceOrFolder } from "../places.ts";
import type { World } from "../world.ts";

export function alertsAck(alerts: CommandUnknownOpts, world: World): void {
  const command = handlingCommand(alerts, "ack", "says who looks after open alerts")
    .option("--note <text>", "a note for everybody who looks at the alert", readNote)
    .option("--take", "take over what somebody else has");
  atPlaceOrFolder(command)
    .addHelpText(
      "after",
      `${HANDLING_HELP}

An alert that somebody has is refused with the name, and one that is over takes only a note. It stays with whoever has
it until it is over; the next alert of that station begins without.

Example:
  $ stationwatch alerts ack 10001/empty --by Ada --note "van is on its way"
  $ stationwatch alerts ack --system lyon --near 45.76,4.84,500 --by Ada`,
    )
    .action(async (written, options, self) => {
      const { handleAlerts } = await import("../alerts/handle.ts");
      await handleAlerts("ack", written, { ...options, ...systemSource(self) }, world);
    });
}
