import type { DetectWorld } from "./ports.ts";

/** How long records wait for code that can read the state of newer code: a deployment is over by then. */
const WAIT_MS = 10 * 60_000;

/** For each container, since when it has met a newer state, by system id; milliseconds since the epoch. */
const metSince = new WeakMap<DetectWorld, Map<string, number>>();

/** Returns whether this container has met the system's newer state for so long that its records are to be set aside. */
export function hasWaitedForNewerCode(systemId: string, world: DetectWorld): boolean {
  const systems = metSince.get(world) ?? new Map<string, number>();
  metSince.set(world, systems);
  const now = world.now();
  const since = systems.get(systemId) ?? now;
  systems.set(systemId, since);
  return now - since >= WAIT_MS;
}

export function stateWasRead(systemId: string, world: DetectWorld): void {
  metSince.get(world)?.delete(systemId);
}
