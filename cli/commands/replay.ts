import { type CommandUnknownOpts, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { DURATION_PATTERN, durationMs } from "../../functions/systems/duration.ts";
import { rulesOfRecording, rulesSentence, rulesWords } from "../../functions/systems/rules-of-a-recording.ts";
import { knownTimeZone } from "../../functions/words/times.ts";
import { type OptionsOf, openFormatOption } from "../options.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { World } from "../world.ts";

export function replay(program: CommandUnknownOpts, world: World): void {
  command(program).action((folder, options) => replayFolder(folder, options, world));
}

function command(program: CommandUnknownOpts) {
  return program
    .command("replay")
    .description("the alerts that a recording leads to, computed here without waiting")
    .argument("<folder>", "a tape, the tapes of several systems, or what the deployed archive wrote")
    .option("--system <id>", "which system, where the folder has several")
    .option(
      "--rules <rules>",
      "plain (empty, full and closed at zero), or a file like systems.json; ./systems.json where absent",
    )
    .option("--against <rules>", "other rules, to compare with: --rules are then A, these are B")
    .addOption(longerThanOption())
    .option("--totals", "with --against: what each rule yields, in place of the episodes that differ")
    .addOption(new Option("--windows", "city windows in place of events").conflicts("against"))
    .addOption(openFormatOption())
    .addHelpText(
      "after",
      `
Without --format: a summary on a terminal, CSV elsewhere.
CSV: systemId,stationId,rule,event,at, sorted; with --windows systemId,windowStart,docks,vehicles in order of time;
with --against the episodes that differ, in order of time: those on one side alone, and those at other times.

Examples:
  $ stationwatch replay ./tapes/lyon --rules plain --format csv
  $ stationwatch replay ./tapes/lyon --rules plain --against patient.json --longer-than 1h
  $ stationwatch replay ./archive --system lyon`,
    );
}

const longerThanOption = () =>
  new Option(
    "--longer-than <duration>",
    "with --against: which episodes to count as long; 30m where absent",
  ).argParser((text) => {
    if (DURATION_PATTERN.test(text)) return text;
    throw new InvalidArgumentError("Expected a duration such as 30m or 1h30m.");
  });

async function replayFolder(folder: string, options: OptionsOf<typeof command>, world: World): Promise<void> {
  const { terminal } = world;
  const { progressBar } = await import("../formats/progress-bar.ts");
  const { openRecorded } = await import("../replay/open-recorded.ts");
  const { play, Replay } = await import("../replay/replay.ts");
  const { findRules } = await import("../replay/rules.ts");
  requireAgainst(options);
  const recorded = await openRecorded(folder, options.system, terminal);
  const { system, total, parts } = recorded;
  const rules = rulesOfRecording(options.rules ?? null, world.folder);
  const { against = null } = options;
  const replay = new Replay(system.systemId, await findRules(rules, system));
  const other = against === null ? null : new Replay(system.systemId, await findRules(against, system));
  if (against === null) terminal.say(rulesSentence(rules));
  const bar = await progressBar(total, parts, terminal);
  try {
    await play(recorded, other === null ? [replay] : [replay, other], bar.advance);
  } finally {
    bar.stop();
  }
  const format = options.format ?? (terminal.columns === null ? "csv" : "table");
  const timeZone = knownTimeZone(system.timeZone ?? replay.replayed().timeZone);
  if (other !== null) {
    const { printCompared } = await import("../replay/comparison-print.ts");
    const { longerThan = "30m", totals = false } = options;
    const names = { a: rulesWords(rules), b: rulesWords(against) };
    const asked = { longerThan, longerThanMs: durationMs(longerThan), totals, names, timeZone };
    printCompared({ a: replay.replayed(), b: other.replayed() }, asked, format, terminal);
    return;
  }
  const windowsAsked = options.windows === true;
  if (format === "csv") {
    const { replayedCsv } = await import("../replay/csv.ts");
    terminal.write(replayedCsv(replay.replayed(), windowsAsked));
    return;
  }
  // Loaded here, because CSV needs neither tables nor their library.
  const { printReplayed } = await import("../replay/print.ts");
  printReplayed(replay.replayed(), format, windowsAsked, timeZone, world);
}

function requireAgainst({ against, longerThan, totals }: OptionsOf<typeof command>): void {
  if (against !== undefined) return;
  const alone = longerThan !== undefined ? "--longer-than" : totals === true ? "--totals" : null;
  if (alone === null) return;
  throw new UserError(`${alone} is about two sets of rules: name the second by --against`, BAD_INPUT);
}
