import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { atPlace } from "../places.ts";
import type { World } from "../world.ts";

export function faultsShow(faults: CommandUnknownOpts, world: World): void {
  const command = faults
    .command("show")
    .description("one fault with its bytes decoded")
    .argument("<fault>", "the fault's id, or an unambiguous beginning of it")
    .addOption(
      new Option("--format <format>", "how to print; json has all bytes")
        .choices(["table", "json"] as const)
        .default<"table" | "json">("table"),
    );
  atPlace(command)
    .addHelpText(
      "after",
      `
The records of a batch are read from the stream, which keeps them for 24 hours. What could control the terminal, or is
invisible, is shown by its number.

Example:
  $ stationwatch faults show 3f2a91bc`,
    )
    .action(async (fault, options) => {
      const { showFault } = await import("../faults/show.ts");
      await showFault(fault, options, world);
    });
}
