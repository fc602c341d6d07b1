import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { printable } from "../../functions/words/text.ts";
import { systemOption, utcOption } from "../options.ts";
import { atPlace } from "../places.ts";
import type { From } from "../tail/follow.ts";
import type { World } from "../world.ts";

export function tail(program: CommandUnknownOpts, world: World): void {
  const fromOption = new Option("--from <position>", "where on the stream to begin")
    .choices(["latest", "start"] as const)
    .default<From>("latest");
  const command = program
    .command("tail")
    .description("changes of bikes per station, as they pass on the stream, until Ctrl-C")
    .addOption(systemOption())
    .addOption(fromOption)
    .option("--until-idle", "stop once the newest record has been read")
    .addOption(utcOption());
  atPlace(command)
    .addHelpText(
      "after",
      `
Prints the time, the system, the station's id, the change and what is there now, its name and address:
2026-11-22 17:30:00  lyon  10001  +2, now 5 bikes  Bellecour, place Bellecour

Example:
  $ stationwatch tail --system lyon --from start`,
    )
    .action(async ({ system, from, untilIdle, utc, ...place }) => {
      const signal = world.interruption();
      const { asking } = await import("../asking.ts");
      const { decodeRecord } = await import("../../functions/stream/records.ts");
      const { DeltaFinder, deltaLine } = await import("../tail/deltas.ts");
      const { follow } = await import("../tail/follow.ts");
      await asking(place, world, async ({ systems, connection: { names, streams } }) => {
        if (system !== undefined) await systems.asked(system);
        const finder = new DeltaFinder();
        const records = follow(streams, names.streamName, from, untilIdle === true, signal);
        for await (const { data, arrivedAt } of records) {
          const message = decodeRecord(data, arrivedAt);
          if (message.type === "unreadable") {
            world.terminal.say(`a record was skipped: ${message.reason}`);
            continue;
          }
          if (system?.includes(message.systemId) === false) continue;
          const deltas = finder.take(message);
          if (deltas.length === 0) continue;
          const roster = finder.rosterOf(message.systemId) ?? (await systems.roster(message.systemId));
          const timeZone = await systems.timeZone(message.systemId, utc);
          const lines = deltas.map((delta) => printable(deltaLine(delta, roster, timeZone)));
          for (const line of lines) world.terminal.write(`${line}\n`);
        }
      });
    });
}
