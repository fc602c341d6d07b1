import { type CommandUnknownOpts, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { DURATION_PATTERN } from "../../functions/systems/duration.ts";
import { openFormatOption, sinceOption, TIMES_HELP, untilOption } from "../options.ts";
import { atPlaceOrFolder } from "../places.ts";
import type { World } from "../world.ts";

export function replay(program: CommandUnknownOpts, world: World): void {
  command(program).action(async (folder, options) => {
    const { requireSense } = await import("../replay/question.ts");
    requireSense(folder, options);
    const { history } = options;
    if (folder !== undefined) {
      const { replayRecording } = await import("../replay/recording.ts");
      await replayRecording(folder, options, world);
    } else if (history !== undefined) {
      const { replayHistory } = await import("../replay/history.ts");
      await replayHistory(history, options, world);
    }
  });
}

function command(program: CommandUnknownOpts) {
  const replay = program
    .command("replay")
    .description("the alerts that a recording, or the history of a system, leads to under any rules")
    .argument("[folder]", "a tape, the tapes of several systems, or what the deployed archive wrote")
    .option("--system <id>", "which system, where the folder has several")
    .option("--history <system>", "in place of a folder: what was believed of this system")
    .addOption(sinceOption("with --history: what was seen"))
    .addOption(untilOption("with --history: what was seen"))
    .option(
      "--rules <rules>",
      "plain (empty, full and closed at zero), or a file like systems.json; where absent ./systems.json, or those of now",
    )
    .option("--against <rules>", "other rules, to compare with: --rules are then A, these are B")
    .addOption(longerThanOption())
    .option("--totals", "with --against: what each rule yields, in place of the episodes that differ")
    .addOption(new Option("--windows", "city windows in place of events").conflicts("against"))
    .addOption(
      new Option("--receiver <name>", "the messages that this receiver would have been sent").conflicts(
        "windows",
      ),
    )
    .addOption(openFormatOption());
  return atPlaceOrFolder(replay).addHelpText(
    "after",
    `
Without --format: a summary on a terminal, CSV elsewhere.
CSV: systemId,stationId,rule,event,at, sorted; with --windows systemId,windowStart,docks,vehicles in order of time;
with --against the episodes that differ, in order of time: those on one side alone, and those at other times.
with --receiver: receiver,at,opened,over,id of each message, as if it took each at once, knew of nothing before, and
nothing were silenced; with --against those of both sides, with --totals how many.
--history: a week where --since is absent; rules about stations alone can be others than they were.
${TIMES_HELP.trim()}

Examples:
  $ stationwatch replay ./tapes/lyon --rules plain --format csv
  $ stationwatch replay ./tapes/lyon --rules plain --against patient.json --longer-than 1h
  $ stationwatch replay ./archive --system lyon
  $ stationwatch replay ./tapes/lyon --receiver dispatch
  $ stationwatch replay ./tapes/lyon --receiver dispatch --against patient.json
  $ stationwatch replay --history lyon --since 3d --against patient.json`,
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
