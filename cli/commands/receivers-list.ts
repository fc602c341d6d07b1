import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { formatOption, utcOption } from "../options.ts";
import { atPlaceOrFolder } from "../places.ts";
import type { World } from "../world.ts";

export function receiversList(receivers: CommandUnknownOpts, world: World): void {
  const command = receivers
    .command("list")
    .description("each receiver's last message, what waits, and what it has refused in the last 30 days")
    .addOption(formatOption())
    .addOption(utcOption());
  atPlaceOrFolder(command)
    .addHelpText("after", "\nExample:\n  $ stationwatch receivers list")
    .action(async (options) => {
      const { listReceivers } = await import("../receivers/list.ts");
      await listReceivers(options, world);
    });
}
