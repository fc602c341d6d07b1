import type { Command } from "commander";
import type { SystemsCheckOptions } from "../commands/systems-check.ts";
import type { SystemsFindOptions } from "../commands/systems-find.ts";
import { formatOption } from "../options.ts";
import type { World } from "../world.ts";

export function defineSystems(program: Command, world: World): void {
  const systems = program
    .command("systems")
    .description("feeds: which there are, and what they are worth")
    .helpCommand(false)
    .addHelpText("after", "\nExample:\n  $ stationwatch systems find toulouse");
  systems
    .command("find")
    .description("searches the public catalogue of GBFS, and prints what to add to systems.json")
    .argument("<query...>", "words of the name, the place or the id, or the code of a country")
    .option("--catalogue <url>", "another systems.csv: a URL or a file")
    .addOption(formatOption())
    .addHelpText(
      "after",
      `
With json and ndjson, the entries for systems.json and nothing else.

Example:
  $ stationwatch systems find oslo bysykkel`,
    )
    .action(async (query: string[], options: SystemsFindOptions) => {
      const { findSystems } = await import("../commands/systems-find.ts");
      await findSystems(query.join(" "), options, world);
    });
  systems
    .command("check")
    .description("fetches each feed once and says what it is worth: good, usable or unusable, and why")
    .argument("[system...]", "only these systems")
    .option("--systems <file>", "a systems.json; else that of the pipeline that runs here, or ./systems.json")
    .option("--feed <url>", "one feed that is in no file: a gbfs.json, or JCDecaux stations")
    .addOption(formatOption())
    .addHelpText(
      "after",
      `
Exit code 1 when a feed is unusable. Plain HTTP, on this machine, is for --feed and for what npm start runs.

Example:
  $ stationwatch systems check
  $ stationwatch systems check --feed https://gbfs.citibikenyc.com/gbfs/2.3/gbfs.json`,
    )
    .action(async (systemIds: string[], options: SystemsCheckOptions) => {
      const { checkFeeds } = await import("../commands/systems-check.ts");
      await checkFeeds(systemIds, options, world);
    });
}
