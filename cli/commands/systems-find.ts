import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { formatOption } from "../options.ts";
import type { World } from "../world.ts";

export function systemsFind(systems: CommandUnknownOpts, { folder, terminal }: World): void {
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
    .action(async (query, { catalogue, format }) => {
      const { loadCatalogue } = await import("../catalogue/load.ts");
      const { printFound } = await import("../catalogue/print.ts");
      printFound(await loadCatalogue(catalogue, folder), query.join(" "), format, terminal);
    });
}
