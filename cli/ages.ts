import type { PollMemory } from "../functions/poll/ports.ts";
import { periodSeconds } from "../functions/poll/schedule.ts";
import { ageOf } from "../functions/views/age.ts";
import { ageWords } from "../functions/words/age.ts";
import { localTime } from "../functions/words/times.ts";
import type { Asked } from "./asking.ts";
import type { World } from "./world.ts";

/** The most systems that get a line of their own. */
const LINES_MAX = 5;

/**
 * Says for each system of which what is shown is more than two polls old how old it is, and why. One that has left
 * systems.json is named only where it was asked for.
 */
export async function sayAges(
  memories: readonly PollMemory[],
  { systems, now }: Asked,
  { system, utc }: { readonly system?: readonly string[] | undefined; readonly utc?: boolean | undefined },
  { terminal }: World,
): Promise<void> {
  const lines: string[] = [];
  await Promise.all(memories.map(({ systemId }) => systems.stateIfUsable(systemId)));
  for (const memory of memories) {
    const { systemId, ttlSeconds } = memory;
    const state = await systems.stateIfUsable(systemId);
    if (state === undefined) continue;
    const periodMs = periodSeconds(systems.entry(systemId)?.pollSeconds, ttlSeconds) * 1_000;
    const age = ageOf(memory, state, periodMs, now);
    if (age === null || (age.why.type === "left" && system === undefined)) continue;
    const timeZone = await systems.timeZone(systemId, utc);
    lines.push(ageWords(age, (at) => localTime(at, timeZone, now)));
  }
  for (const line of lines.slice(0, LINES_MAX)) terminal.say(line);
  const more = lines.length - LINES_MAX;
  if (more > 0) terminal.say(`and ${more} more systems are as old: stationwatch doctor says more`);
}
