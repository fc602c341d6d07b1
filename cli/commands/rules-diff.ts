import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { formatOption, systemOption } from "../options.ts";
import { atPlaceOrFolder } from "../places.ts";
import type { World } from "../world.ts";

export function rulesDiff(rules: CommandUnknownOpts, world: World): void {
  const command = rules
    .command("diff")
    .description("what other rules would make of the next poll: what would be withdrawn, end, open or wait")
    .argument("[file]", "a systems.json, only its rules, or plain; ./systems.json where absent")
    .addOption(systemOption())
    .addOption(formatOption());
  atPlaceOrFolder(command)
    .addHelpText(
      "after",
      `
It folds the state of each system once more, as if its next poll showed what was seen last: by the rules by which it is
judged now, and by those of the file. It reads states and rules, and writes nothing. What a week under other rules would
have brought: replay --history SYSTEM --against FILE.
CSV has a line for each station, or feed, of which something else would become; JSON an object for each system.

Example:
  $ stationwatch rules diff patient.json --system lyon`,
    )
    .action(async (file, options) => {
      const { diffRules } = await import("../rules/diff.ts");
      await diffRules(file ?? null, options, world);
    });
}
