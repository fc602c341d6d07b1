import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { monthOption } from "../levels/period.ts";
import { GROUPINGS } from "../levels/rows.ts";
import { openFormatOption, sinceOption, TIMES_HELP, untilOption, utcOption } from "../options.ts";
import type { World } from "../world.ts";

export function levels(program: CommandUnknownOpts, world: World): void {
  command(program).action(async (options) => {
    const { showLevelsOfTape } = await import("../levels/tape.ts");
    await showLevelsOfTape(options.tape, options.system, options, world);
  });
}

function command(program: CommandUnknownOpts) {
  return program
    .command("levels")
    .description("how long stations were empty, full or closed, by the terms of a contract")
    .requiredOption("--tape <folder>", "a recording as replay reads it, computed here")
    .option("--system <id>", "which system, where the recording has several")
    .addOption(monthOption())
    .addOption(sinceOption("time"))
    .addOption(untilOption("time"))
    .addOption(byOption())
    .option("--terms <name...>", "only these terms of serviceLevels; may be repeated")
    .option(
      "--rules <rules>",
      "plain, or a file like systems.json, whose rules, terms and areas count; ./systems.json where absent",
    )
    .addOption(openFormatOption())
    .addOption(utcOption())
    .addHelpText(
      "after",
      `
Shares are time that counts by time in which that is known, coverage is known time by all time within hours.
Without --format: a table on a terminal, CSV elsewhere. CSV: one line a term, or a station or area and term, below lines
that begin with # and say by what it was computed.
${TIMES_HELP.trim()}

Example:
  $ stationwatch levels --tape ./tapes/lyon --by station --format csv`,
    );
}

const byOption = () =>
  new Option(
    "--by <what>",
    "a line for each of these and term; station for CSV, else term where absent",
  ).choices(GROUPINGS);
