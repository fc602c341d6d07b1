import { AHEAD_MS_MAX } from "../core/clocks.ts";
import { isoTime } from "../core/iso-time.ts";
import { NO_MEMORY } from "./no-memory.ts";
import type { PollMemory } from "./ports.ts";

/** Due times and URLs lie less than this ahead: a poll is due within an hour, and URLs are good for a day. */
const PLANNED_MS_MAX = 25 * 3_600_000;

/** Times of what has happened. */
const PAST = [
  "lastPolledAt",
  "knownAt",
  "rosterSentAt",
  "rosterAskedAt",
  "retiredAt",
  "failingSince",
] as const;
/** Times of what is planned. */
const PLANNED = ["nextDueAt", "patientUntil", "urlsGoodUntil"] as const;

/**
 * Returns the memory, and why it cannot be believed: a clock that was ahead has written it, and it would keep the
 * system from being polled until that time comes. What is then returned is the memory of a system never polled.
 */
export function believedMemory(
  memory: PollMemory,
  now: number,
): { memory: PollMemory; disbelief: string | null } {
  const isAhead = (time: number | null, most: number) => time !== null && time > now + most;
  const name =
    PAST.find((one) => isAhead(memory[one], AHEAD_MS_MAX)) ??
    PLANNED.find((one) => isAhead(memory[one], PLANNED_MS_MAX));
  if (name === undefined) return { memory, disbelief: null };
  const { systemId } = memory;
  const disbelief = `${systemId}: ${name} of its last poll is ${isoTime(memory[name] ?? 0)}, a clock was ahead; it is polled as if never before`;
  return { memory: { ...NO_MEMORY, systemId }, disbelief };
}
