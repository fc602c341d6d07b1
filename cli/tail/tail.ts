import { decodeRecord } from "../../functions/stream/records.ts";
import { printable } from "../../functions/words/text.ts";
import type { TimeFromNow } from "../../functions/words/times.ts";
import { type Asked, asking } from "../asking.ts";
import type { Place } from "../places.ts";
import type { World } from "../world.ts";
import { DeltaFinder, deltaLine } from "./deltas.ts";
import { type From, follow } from "./follow.ts";

/** What `tail` is asked; the names are those of its options. */
interface TailQuestion extends Place {
  readonly system?: readonly string[] | undefined;
  readonly from: From;
  readonly since?: TimeFromNow | undefined;
  readonly untilIdle?: boolean | undefined;
  readonly utc?: boolean | undefined;
}

/** A change needs what was there before: the poller sends all counts at least every ten minutes, and may be late. */
const BEFORE_MS = 15 * 60_000;

/** Prints the changes of bikes on the stream until Ctrl-C, or until the newest record has been read. */
export async function tailStream(question: TailQuestion, world: World): Promise<void> {
  const { system, untilIdle, utc } = question;
  const signal = world.interruption();
  await asking(question, world, async (asked) => {
    const { systems, connection } = asked;
    const { names, streams, running } = connection;
    const since = await sinceOf(question, asked);
    // What arrives of a recording arrives today.
    const onTape = running?.onTape === true ? ("start" as const) : null;
    const from = since === null ? question.from : (onTape ?? { atTimestamp: since - BEFORE_MS });
    const finder = new DeltaFinder();
    const records = follow(streams, names.streamName, from, untilIdle === true, signal);
    for await (const { data, arrivedAt } of records) {
      const message = decodeRecord(data, arrivedAt);
      if (message.type === "unreadable") {
        world.terminal.say(`a record was skipped: ${message.reason}`);
        continue;
      }
      if (system?.includes(message.systemId) === false) continue;
      const deltas = finder.take(message).filter(({ at }) => since === null || at >= since);
      if (deltas.length === 0) continue;
      const roster = finder.rosterOf(message.systemId) ?? (await systems.roster(message.systemId));
      const timeZone = await systems.timeZone(message.systemId, utc);
      for (const delta of deltas) world.terminal.write(`${printable(deltaLine(delta, roster, timeZone))}\n`);
    }
  });
}

/** Returns the time by the clock of the first system; null without one. Throws a UserError for an unknown system. */
async function sinceOf(
  { system, since, utc }: TailQuestion,
  { systems, now }: Asked,
): Promise<number | null> {
  const memories = system === undefined && since === undefined ? [] : await systems.asked(system);
  if (since === undefined) return null;
  const [first] = memories;
  return since(now, first === undefined ? "UTC" : await systems.timeZone(first.systemId, utc));
}
