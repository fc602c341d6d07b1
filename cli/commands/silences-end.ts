import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { byOption } from "../people/texts.ts";
import { atPlaceOrFolder } from "../places.ts";
import type { World } from "../world.ts";

export function silencesEnd(silences: CommandUnknownOpts, world: World): void {
  const command = silences
    .command("end")
    .description("ends silences now")
    .argument("<silence...>", "ids, as silences list shows them")
    .addOption(byOption("who does it"));
  atPlaceOrFolder(command)
    .addHelpText("after", "\nExample:\n  $ stationwatch silences end 3f0c1a52b7")
    .action(async (ids, options) => {
      const { endSilences } = await import("../silences/end.ts");
      await endSilences(ids, options, world);
    });
}
