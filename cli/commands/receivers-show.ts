import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { formatOption, utcOption } from "../options.ts";
import { atPlaceOrFolder } from "../places.ts";
import type { World } from "../world.ts";

export function receiversShow(receivers: CommandUnknownOpts, world: World): void {
  const command = receivers
    .command("show")
    .description("the messages that a receiver has refused in the last 30 days, with what they said")
    .argument("<name>", "which receiver; it may have left systems.json")
    .addOption(formatOption())
    .addOption(utcOption());
  atPlaceOrFolder(command)
    .addHelpText(
      "after",
      `
What could control the terminal, or is invisible, is shown by its number; json has the whole body.

Example:
  $ stationwatch receivers show dispatch`,
    )
    .action(async (name, options) => {
      const { showReceiver } = await import("../receivers/show.ts");
      await showReceiver(name, options, world);
    });
}
