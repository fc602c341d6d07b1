import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { formatOption, utcOption } from "../options.ts";
import { atPlaceOrFolder } from "../places.ts";
import type { World } from "../world.ts";

export function silencesList(silences: CommandUnknownOpts, world: World): void {
  const command = silences
    .command("list")
    .description("silences: until when, by whom, and how many open alerts each is about now")
    .option("--all", "those that are over too, for 30 days")
    .addOption(formatOption())
    .addOption(utcOption());
  atPlaceOrFolder(command)
    .addHelpText("after", "\nExample:\n  $ stationwatch silences list")
    .action(async (options) => {
      const { listSilences } = await import("../silences/list.ts");
      await listSilences(options, world);
    });
}
