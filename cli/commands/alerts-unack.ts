import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { HANDLING_HELP, handlingCommand, systemSource } from "../alerts/handle-options.ts";
import { atPlaceOrFolder } from "../places.ts";
import type { World } from "../world.ts";

export function alertsUnack(alerts: CommandUnknownOpts, world: World): void {
  const command = handlingCommand(
    alerts,
    "unack",
    "says that nobody looks after open alerts any more",
  ).option("--take", "also what somebody else has");
  atPlaceOrFolder(command)
    .addHelpText(
      "after",
      `${HANDLING_HELP}

Example:
  $ stationwatch alerts unack 10001/empty --by Ada`,
    )
    .action(async (written, options, self) => {
      const { handleAlerts } = await import("../alerts/handle.ts");
      await handleAlerts("unack", written, { ...options, ...systemSource(self) }, world);
    });
}
