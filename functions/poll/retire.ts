import type { SystemsConfiguration } from "../systems/configuration.ts";
import { LEASE_MS } from "./poll-system.ts";
import type { PollMemory, PollWorld } from "./ports.ts";

const DAY_MS = 24 * 3_600_000;
const OFTEN_MS = 60_000;
/** A system leaves with a deployment, which starts new containers: those look at once. */
const LIST_EVERY_MS = 3_600_000;

/** Systems that were polled once, are no longer configured, and are to be told so now. */
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

/** At every poll for a day, then daily. */
function isToBeTold({ retiredAt, lastPolledAt }: PollMemory, now: number): boolean {
  if (retiredAt === null || lastPolledAt === null) return true;
  return now - retiredAt < DAY_MS || now - lastPolledAt >= DAY_MS;
}

/**
 * Tells the stream that a system has left. It is due again a minute later, also where it is to be told daily, so
 * that one that comes back does not wait for a day. Null when not due.
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
