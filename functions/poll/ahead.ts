import { AHEAD_MS_MAX } from "../core/clocks.ts";
import { isoTime } from "../core/iso-time.ts";
import { NO_MEMORY } from "./no-memory.ts";
import type { PolledMemory, PollMemory } from "./ports.ts";
import { LEASE_MS } from "./schedule.ts";

const HOUR_MS = 3_600_000;

/** How far ahead each time may lie, in milliseconds: what has happened not at all, what is planned as `schedule.ts` plans. */
const AHEAD_MS = {
  lastPolledAt: 0,
  knownAt: 0,
  rosterSentAt: 0,
  rosterAskedAt: 0,
  retiredAt: 0,
  failingSince: 0,
  leaseUntil: LEASE_MS,
  nextDueAt: HOUR_MS,
  patientUntil: HOUR_MS,
  urlsGoodUntil: 24 * HOUR_MS,
};

/** Returns a sentence about a time that lies further ahead than it can; null where each can be believed. */
export function timeAhead(memory: PollMemory & Partial<PolledMemory>, now: number): string | null {
  for (const [name, most] of Object.entries(AHEAD_MS)) {
    const time = memory[name as keyof typeof AHEAD_MS] ?? null;
    if (time !== null && time > now + most + AHEAD_MS_MAX)
      return `${name} of its last poll is ${isoTime(time)}, a clock was ahead`;
  }
  return null;
}

/**
 * Returns the memory, and why it cannot be believed: a clock that was ahead has written it, and it would keep the
 * system from being polled until that time comes. What is then returned is the memory of a system never polled.
 */
export function believedMemory(
  memory: PollMemory,
  now: number,
): { memory: PollMemory; disbelief: string | null } {
  const ahead = timeAhead(memory, now);
  if (ahead === null) return { memory, disbelief: null };
  const { systemId } = memory;
  return {
    memory: { ...NO_MEMORY, systemId },
    disbelief: `${systemId}: ${ahead}; it is polled as if never before`,
  };
}
