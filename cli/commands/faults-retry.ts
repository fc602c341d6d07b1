import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { systemOption } from "../options.ts";
import { atPlace } from "../places.ts";
import type { World } from "../world.ts";

export function faultsRetry(faults: CommandUnknownOpts, world: World): void {
  const command = faults
    .command("retry")
    .description("says what putting records on the stream again would do, and with --yes does it")
    .argument("[fault...]", "ids, or unambiguous beginnings of ids")
    .option("--all", "all that wait")
    .addOption(systemOption())
    .option("--yes", "put them on the stream, and delete what was put");
  atPlace(command)
    .addHelpText(
      "after",
      `
A record that is not newer than what its system has seen since can change nothing, and the command says so.

Example:
  $ stationwatch faults retry 3f2a91bc
  $ stationwatch faults retry --all --system lyon --yes`,
    )
    .action(async (written, options) => {
      const { retryFaults } = await import("../faults/retry.ts");
      await retryFaults(written, options, world);
    });
}
