import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { atPlace } from "../places.ts";
import type { World } from "../world.ts";

export function receiversCheck(receivers: CommandUnknownOpts, world: World): void {
  const command = receivers
    .command("check")
    .description("sends one marked message to a receiver, and says what it answered")
    .argument("<name>", "which receiver of systems.json");
  atPlace(command)
    .addHelpText(
      "after",
      `
With --stack the deployed function sends it; otherwise it runs here, with this shell's variables.

Example:
  $ stationwatch receivers check dispatch --stack stationwatch-dev`,
    )
    .action(async (name, place) => {
      const { checkReceiver } = await import("../receivers/check.ts");
      await checkReceiver(name, place, world);
    });
}
