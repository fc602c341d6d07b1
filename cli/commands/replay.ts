import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { rulesOfRecording, rulesSentence } from "../../functions/systems/rules-of-a-recording.ts";
import { knownTimeZone } from "../../functions/words/times.ts";
import { type OptionsOf, openFormatOption } from "../options.ts";
import type { Replayed } from "../replay/replay.ts";
import type { World } from "../world.ts";

export function replay(program: CommandUnknownOpts, world: World): void {
  command(program).action((folder, options) => replayFolder(folder, options, world));
}

function command(program: CommandUnknownOpts) {
  return program
    .command("replay")
    .description("the alerts that a recording leads to, computed here without waiting")
    .argument("<tape>", "folder of the recording")
    .option(
      "--rules <rules>",
      "plain (empty, full and closed at zero), or a file like systems.json; ./systems.json where absent",
    )
    .option("--windows", "city windows in place of events")
    .addOption(openFormatOption())
    .addHelpText(
      "after",
      `
Without --format: a summary on a terminal, CSV elsewhere.
CSV: systemId,stationId,rule,event,at, sorted; with --windows systemId,windowStart,docks,vehicles in order of time.

Example:
  $ stationwatch replay ./tapes/lyon --rules plain --format csv`,
    );
}

async function replayFolder(folder: string, options: OptionsOf<typeof command>, world: World): Promise<void> {
  const { terminal } = world;
  const windowsAsked = options.windows === true;
  const { progressBar } = await import("../formats/progress-bar.ts");
  const { checkedEntry } = await import("../../local/tape/checked-entry.ts");
  const { openTape } = await import("../../local/tape/read.ts");
  const { replayTape } = await import("../replay/replay.ts");
  const { findRules } = await import("../replay/rules.ts");
  const tape = await openTape(folder);
  const { system } = tape.head;
  await checkedEntry(system, folder);
  const rules = rulesOfRecording(options.rules ?? null, world.folder);
  const ruleBook = await findRules(rules, system);
  terminal.say(rulesSentence(rules));
  const bar = await progressBar(tape.head.responses, "responses", terminal);
  let replayed: Replayed;
  try {
    replayed = await replayTape(tape, ruleBook, bar.advance);
  } finally {
    bar.stop();
  }
  const format = options.format ?? (terminal.columns === null ? "csv" : "table");
  if (format === "csv") {
    const { replayedCsv } = await import("../replay/csv.ts");
    terminal.write(replayedCsv(replayed, windowsAsked));
    return;
  }
  // Loaded here, because CSV needs neither tables nor their library.
  const { printReplayed } = await import("../replay/print.ts");
  printReplayed(replayed, format, windowsAsked, knownTimeZone(system.timeZone), world);
}
