import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { monthOption } from "../levels/period.ts";
import { GROUPINGS } from "../levels/rows.ts";
import { openFormatOption, sinceOption, TIMES_HELP, untilOption, utcOption } from "../options.ts";
import { atPlaceOrFolder, placeNamedIn } from "../places.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { World } from "../world.ts";

export function levels(program: CommandUnknownOpts, world: World): void {
  command(program).action(async (systemId, options) => {
    const { tape } = options;
    if (tape !== undefined) {
      const placed = placeNamedIn(options);
      if (placed !== undefined)
        throw new UserError(`--${placed} is about history: expected no --tape beside it`, BAD_INPUT);
      const { showLevelsOfTape } = await import("../levels/tape.ts");
      await showLevelsOfTape(tape, systemId, options, world);
      return;
    }
    if (systemId === undefined) {
      throw new UserError("whose levels is not said: expected a system's id, or --tape", BAD_INPUT);
    }
    const { showLevelsOfSystem } = await import("../levels/table.ts");
    await showLevelsOfSystem(systemId, options, world);
  });
}

function command(program: CommandUnknownOpts) {
  const levels = program
    .command("levels")
    .description("how long stations were empty, full or closed, by the terms of a contract")
    .argument("[system]", "the system's id; with --tape only where the recording has several")
    .option("--tape <folder>", "of a recording, as replay reads it, in place of the history")
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
    .addOption(utcOption());
  return atPlaceOrFolder(levels).addHelpText(
    "after",
    `
Without a period: this month, or the whole recording.
Shares are time that counts by time in which that is known, coverage is known time by all time within hours.
Without --format: a table on a terminal, CSV elsewhere. CSV: one line a term, or a station or area and term, below lines
that begin with # and say by what it was computed.
${TIMES_HELP.trim()}

Examples:
  $ stationwatch levels lyon --month 2026-11 --format csv
  $ stationwatch levels --tape ./tapes/lyon --by station --format csv`,
  );
}

const byOption = () =>
  new Option(
    "--by <what>",
    "a line for each of these and term; station for CSV, else term where absent",
  ).choices(GROUPINGS);
