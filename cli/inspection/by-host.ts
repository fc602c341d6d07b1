import { inParallel } from "../../functions/core/in-parallel.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { feedHost } from "../../functions/systems/feed-host.ts";

/** Hosts that are fetched from at the same time. */
const HOSTS_AT_ONCE = 32;

/** Does the work for all systems: many hosts at once, the systems of one host in turn. Results keep their order. */
export async function eachByHost<Result>(
  systems: readonly SystemEntry[],
  work: (system: SystemEntry) => Promise<Result>,
): Promise<Result[]> {
  const indexesByHost = new Map<string, number[]>();
  for (const [index, system] of systems.entries()) {
    const host = feedHost(system) ?? "";
    indexesByHost.set(host, [...(indexesByHost.get(host) ?? []), index]);
  }
  const results: Result[] = [];
  await inParallel([...indexesByHost.values()], HOSTS_AT_ONCE, async (indexes) => {
    for (const index of indexes) {
      const system = systems[index];
      if (system !== undefined) results[index] = await work(system);
    }
  });
  return results;
}
