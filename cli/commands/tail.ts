import type { RosterIndex } from "../../functions/core/roster.ts";
import { decodeRecord } from "../../functions/stream/records.ts";
import { printable } from "../../functions/words/text.ts";
import { connected, type Place } from "../connection.ts";
import { knownSystems } from "../systems.ts";
import { DeltaFinder, deltaLine } from "../tail/deltas.ts";
import { follow } from "../tail/follow.ts";
import type { From } from "../tail/shard-reader.ts";
import type { World } from "../world.ts";

export interface TailOptions extends Place {
  readonly system?: string;
  readonly from: From;
  readonly untilIdle?: boolean;
}

export async function tail(options: TailOptions, world: World): Promise<void> {
  const signal = world.interruption();
  await connected(options, world, async (connection) => {
    const { streams, names } = connection;
    const systems = knownSystems(connection, world);
    const finder = new DeltaFinder();
    const records = follow(streams, names.streamName, options.from, options.untilIdle === true, signal);
    for await (const { bytes, arrivedAt } of records) {
      const message = decodeRecord(bytes, arrivedAt);
      if (message.type === "unreadable") {
        world.terminal.say(`a record was passed over: ${message.reason}`);
        continue;
      }
      if (options.system !== undefined && message.systemId !== options.system) continue;
      const deltas = finder.take(message);
      if (deltas.length === 0) continue;
      const roster: RosterIndex =
        finder.rosterOf(message.systemId) ?? (await systems.roster(message.systemId));
      for (const delta of deltas) world.terminal.write(`${printable(deltaLine(delta, roster))}\n`);
    }
  });
}
