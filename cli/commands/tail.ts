import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { printable } from "../../functions/words/text.ts";
import { type OptionsOf, systemOption } from "../options.ts";
import { atPlace } from "../places.ts";
import type { From } from "../tail/shard-reader.ts";
import type { World } from "../world.ts";

export function tail(program: CommandUnknownOpts, world: World): void {
  command(program).action((options) => followDeltas(options, world));
}

function command(program: CommandUnknownOpts) {
  const from = new Option("--from <position>", "where on the stream to begin")
    .choices(["latest", "start"] as const)
    .default<From>("latest");
  const tail = program
    .command("tail")
    .description("changes of bikes per station, as they pass on the stream, until Ctrl-C")
    .addOption(systemOption())
    .addOption(from)
    .option("--until-idle", "stop once the newest record has been read");
  return atPlace(tail).addHelpText(
    "after",
    `
Prints: +2 station, address (system)

Example:
  $ stationwatch tail --system lyon --from start`,
  );
}

async function followDeltas(options: OptionsOf<typeof command>, world: World): Promise<void> {
  const { system, from, untilIdle } = options;
  const signal = world.interruption();
  const { asking } = await import("../asking.ts");
  const { decodeRecord } = await import("../../functions/stream/records.ts");
  const { DeltaFinder, deltaLine } = await import("../tail/deltas.ts");
  const { follow } = await import("../tail/follow.ts");
  await asking(options, world, async (systems, { names, streams }) => {
    const finder = new DeltaFinder();
    const records = follow(streams, names.streamName, from, untilIdle === true, signal);
    for await (const { bytes, arrivedAt } of records) {
      const message = decodeRecord(bytes, arrivedAt);
      if (message.type === "unreadable") {
        world.terminal.say(`a record was passed over: ${message.reason}`);
        continue;
      }
      if (system !== undefined && message.systemId !== system) continue;
      const deltas = finder.take(message);
      if (deltas.length === 0) continue;
      const roster = finder.rosterOf(message.systemId) ?? (await systems.roster(message.systemId));
      for (const delta of deltas) world.terminal.write(`${printable(deltaLine(delta, roster))}\n`);
    }
  });
}
