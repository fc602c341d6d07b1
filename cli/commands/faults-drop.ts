import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { systemOption } from "../options.ts";
import { atPlace } from "../places.ts";
import type { World } from "../world.ts";

export function faultsDrop(faults: CommandUnknownOpts, world: World): void {
  const command = faults
    .command("drop")
    .description("deletes faults for good, after a question")
    .argument("[fault...]", "ids, or unambiguous beginnings of ids")
    .option("--all", "all that wait")
    .addOption(systemOption())
    .option("--yes", "do not ask");
  atPlace(command)
    .addHelpText(
      "after",
      `
Example:
  $ stationwatch faults drop 3f2a91bc`,
    )
    .action(async (written, options) => {
      const { dropFaults } = await import("../faults/drop.ts");
      await dropFaults(written, options, world);
    });
}
