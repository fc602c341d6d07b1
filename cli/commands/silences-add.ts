import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { RULE_NAMES } from "../../functions/core/rules.ts";
import { aheadOption, formatOption, TIMES_AHEAD_HELP, utcOption } from "../options.ts";
import { byOption, readNote } from "../people/texts.ts";
import { atPlaceOrFolder } from "../places.ts";
import type { World } from "../world.ts";

export function silencesAdd(silences: CommandUnknownOpts, world: World): void {
  const command = silences
    .command("add")
    .description("says what need not be told of some stations, rules or a system, until a time")
    .option("--system <id>", "only this system")
    .option("--station <id...>", "only these stations of the system; may be repeated")
    .addOption(
      new Option(
        "--area <name>",
        "only the stations that this area of the system has now, by systems.json",
      ).conflicts("station"),
    )
    .addOption(new Option("--rule <rule>", "only this rule").choices(RULE_NAMES))
    .addOption(aheadOption("--from <time>", "when it begins; now where absent"))
    .addOption(
      aheadOption("--until <time>", "when it ends, at most 30 days after it begins").makeOptionMandatory(),
    )
    .requiredOption("--why <text>", "why, for everybody who wonders", readNote)
    .addOption(byOption("who wants it"))
    .addOption(formatOption())
    .addOption(utcOption());
  atPlaceOrFolder(command)
    .addHelpText(
      "after",
      `${TIMES_AHEAD_HELP}
A silence is about telling people, never about recording: lists go on showing the alerts. Receivers heed
it; events on the bus and receivers with changes tell each change. Without --system times are UTC.

An area is kept as the station ids that it has now: when it is renamed or changed, the silence stays as it is.

Example:
  $ stationwatch silences add --system lyon --station 10001 --until "monday 8:00" --why "road works"
  $ stationwatch silences add --system lyon --area harbour --until tomorrow --why regatta`,
    )
    .action(async (options) => {
      const { addOne } = await import("../silences/add-one.ts");
      await addOne(options, world);
    });
}
