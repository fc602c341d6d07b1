import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { formatOption, systemOption, utcOption } from "../options.ts";
import { atPlace } from "../places.ts";
import type { World } from "../world.ts";

export function faultsList(faults: CommandUnknownOpts, world: World): void {
  const command = faults
    .command("list")
    .description("what could not be used and was set aside, and batches that were given up, the newest first")
    .addOption(systemOption())
    .addOption(formatOption())
    .addOption(utcOption());
  atPlace(command)
    .addHelpText(
      "after",
      `
The queues keep a fault for 14 days. While a command reads them, others see nothing in them.

Example:
  $ stationwatch faults list --system lyon`,
    )
    .action(async (options) => {
      const { listFaults } = await import("../faults/list.ts");
      await listFaults(options, world);
    });
}
