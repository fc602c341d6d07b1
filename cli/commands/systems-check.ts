import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { formatOption } from "../options.ts";
import { FAILED, UserError } from "../user-error.ts";
import type { World } from "../world.ts";

export function systemsCheck(systems: CommandUnknownOpts, world: World): void {
  systems
    .command("check")
    .description("fetches each feed once and says what it is worth: good, usable or unusable, and why")
    .argument("[system...]", "only these systems")
    .option("--systems <file>", "a systems.json; else that of the pipeline running here, or ./systems.json")
    .option("--feed <url>", "one feed that is in no file: a gbfs.json, or JCDecaux stations")
    .option("--offline", "only check the file, and fetch nothing")
    .addOption(formatOption())
    .addHelpText(
      "after",
      `
Exit code 1 when a feed is unusable, 2 when the file is: every problem in it is said. Plain HTTP works for feeds on this
machine, and where systems.json says plainHttp.

Example:
  $ stationwatch systems check
  $ stationwatch systems check --offline --systems systems.json
  $ stationwatch systems check --feed https://gbfs.citibikenyc.com/gbfs/2.3/gbfs.json`,
    )
    .action(async (systemIds, { systems: file, feed, offline, format }) => {
      const { chosen, configured } = await import("../inspection/configured.ts");
      const { configuration, now } = await configured(file, feed, world);
      const asked = chosen(configuration.systems, systemIds);
      if (offline === true) {
        world.terminal.say("nothing is wrong with it; the feeds were not asked");
        return;
      }
      const { reportsOf } = await import("../inspection/reports.ts");
      const { printReports } = await import("../inspection/print.ts");
      const reports = await reportsOf(asked, configuration.contact ?? null, { ...world, now });
      printReports(reports, format, world.terminal);
      const unusable = reports.filter(({ verdict }) => verdict === "unusable").length;
      if (unusable > 0) throw new UserError(unusableWords(unusable, reports.length), FAILED);
    });
}

function unusableWords(unusable: number, total: number): string {
  if (total === 1) return "the feed is unusable";
  return `${unusable} of ${total} feeds ${unusable === 1 ? "is" : "are"} unusable`;
}
