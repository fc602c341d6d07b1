import { type CommandUnknownOpts, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { messageOf } from "../../functions/core/messages.ts";
import { durationMs } from "../../functions/systems/duration.ts";
import { aheadOption, systemOption } from "../options.ts";
import type { World } from "../world.ts";

export function record(program: CommandUnknownOpts, world: World): void {
  const forOption = new Option("--for <duration>", "stop after that long, such as 90s or 2h").argParser(
    readDuration,
  );
  program
    .command("record")
    .description("makes a tape of live feeds, which replay and npm start -- --tape play")
    .argument("<folder>", "where the tape goes; with several systems, a folder for each in it")
    .option("--feed <url>", "one feed that is in no file: a gbfs.json, or JCDecaux stations")
    .option("--systems <file>", "a systems.json; else that of the pipeline running here, or ./systems.json")
    .addOption(systemOption().conflicts("feed"))
    .addOption(forOption.conflicts("until"))
    .addOption(aheadOption("--until <time>", "stop at this time, such as 18:00 or tomorrow"))
    .option("--status-only", "only the counts: leave out names, places, hours and types of vehicles")
    .addHelpText(
      "after",
      `
Asks as the poller does: as often as the feed wants, one request at a time to a host. Keys are in no tape. Called again
with the same folder, it goes on where it stopped, also after a crash. Plain HTTP works for feeds on this machine.

Example:
  $ stationwatch record ./tapes/oslo --feed https://gbfs.urbansharing.com/oslobysykkel.no/gbfs.json --for 2h
  $ stationwatch record ./tapes --systems systems.json --until 18:00`,
    )
    .action(async (folder, options) => {
      const { recordFeeds } = await import("../record/record.ts");
      await recordFeeds(folder, options, world);
    });
}

function readDuration(text: string): number {
  try {
    const ms = durationMs(text);
    if (ms > 0) return ms;
  } catch (error) {
    throw new InvalidArgumentError(`${messageOf(error)}.`);
  }
  throw new InvalidArgumentError("Expected a duration of at least a second, such as 90s or 2h.");
}
