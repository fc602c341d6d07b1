import type { SystemsConfiguration } from "../systems/configuration.ts";
import { LEASE_MS } from "./poll-system.ts";
import type { PollWorld } from "./ports.ts";

const DAY_MS = 24 * 3_600_000;
const OFTEN_MS = 60_000;

/** Tells the stream of systems that are no longer configured: at every poll for a day, then daily. */
export async function retireSystems(configuration: SystemsConfiguration, world: PollWorld): Promise<number> {
  const configured = new Set(configuration.systems.map((entry) => entry.systemId));
  let retired = 0;
  for (const { systemId } of await world.polls.list()) {
    if (configured.has(systemId)) continue;
    const now = world.now();
    const lease = await world.polls.take(systemId, now, LEASE_MS);
    if (lease === null) continue;
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
    retired++;
  }
  return retired;
}
