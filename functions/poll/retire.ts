import type { SystemsConfiguration } from "../systems/configuration.ts";
import type { PollMemory, PollWorld } from "./ports.ts";
import { LEASE_MS } from "./schedule.ts";

const DAY_MS = 24 * 3_600_000;
const OFTEN_MS = 60_000;
/** How often the table is read for systems that left. A deployment starts new containers, which read it at once. */
const LIST_EVERY_MS = 3_600_000;

/** Returns the systems that were polled once, are no longer configured, and are due to be recorded as retired. */
export async function systemsThatLeft(
  configuration: SystemsConfiguration,
  world: PollWorld,
): Promise<string[]> {
  const { departed } = world;
  const now = world.now();
  if (departed.listedAt === null || now - departed.listedAt >= LIST_EVERY_MS) {
    const polled = await world.polls.list();
    const configured = new Set(configuration.systems.map((entry) => entry.systemId));
    departed.memories.clear();
    for (const memory of polled) {
      if (!configured.has(memory.systemId)) departed.memories.set(memory.systemId, memory);
    }
    departed.listedAt = now;
  }
  return [...departed.memories.values()]
    .filter((memory) => isToBeTold(memory, now))
    .map(({ systemId }) => systemId);
}

/** A system is recorded as retired at every poll for a day, then daily. */
function isToBeTold({ retiredAt, lastPolledAt }: PollMemory, now: number): boolean {
  return retiredAt === null || now - retiredAt < DAY_MS || now - (lastPolledAt ?? 0) >= DAY_MS;
}

/**
 * Records on the stream that a system has left. The system is due again a minute later, even while it is recorded only
 * daily, so that one that comes back does not wait for a day. Returns null when it is not due.
 */
export async function retireSystem(systemId: string, world: PollWorld): Promise<"retired" | null> {
  const now = world.now();
  const lease = await world.polls.take(systemId, now, LEASE_MS);
  if (lease === null) return null;
  await world.publisher.publishOutcome({ type: "retired", systemId, fetchedAt: now });
  const memory: PollMemory = {
    ...lease.memory,
    nextDueAt: now + OFTEN_MS * 0.9,
    known: null,
    knownAt: null,
    retiredAt: lease.memory.retiredAt ?? now,
    lastPolledAt: now,
    lastOutcome: "retired",
    lastReason: null,
  };
  await world.polls.save(lease, memory);
  world.departed.memories.set(systemId, memory);
  return "retired";
}
