import type { SystemsConfiguration } from "../systems/configuration.ts";
import { LEASE_MS } from "./poll-system.ts";
import type { PollWorld } from "./ports.ts";

const DAY_MS = 24 * 3_600_000;
const OFTEN_MS = 60_000;

/** Systems that were polled once and are no longer configured. */
export async function systemsThatLeft(
  configuration: SystemsConfiguration,
  world: PollWorld,
): Promise<string[]> {
  const configured = new Set(configuration.systems.map((entry) => entry.systemId));
  const polled = (await world.polls.list()).map(({ systemId }) => systemId);
  return polled.filter((systemId) => !configured.has(systemId));
}

/** Tells the stream that a system has left: at every poll for a day, then daily. Null when not due. */
export async function retireSystem(systemId: string, world: PollWorld): Promise<"retired" | null> {
  const now = world.now();
  const lease = await world.polls.take(systemId, now, LEASE_MS);
  if (lease === null) return null;
  await world.publisher.publishOutcome({ type: "retired", systemId, fetchedAt: now });
  const retiredAt = lease.memory.retiredAt ?? now;
  const pauseMs = now - retiredAt < DAY_MS ? OFTEN_MS * 0.9 : DAY_MS;
  await world.polls.save(lease, {
    ...lease.memory,
    nextDueAt: now + pauseMs,
    known: null,
    knownAt: null,
    retiredAt,
    lastPolledAt: now,
    lastOutcome: "retired",
    lastReason: null,
  });
  return "retired";
}
