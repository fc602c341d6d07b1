import type { SystemEntry } from "../../functions/systems/configuration.ts";

/** Hosts that are asked at the same time. */
const HOSTS_AT_ONCE = 32;

/** Does the work for all systems, many hosts at a time and for one host one after the other. Results in their order. */
export async function eachByHost<Result>(
  systems: readonly SystemEntry[],
  work: (system: SystemEntry) => Promise<Result>,
): Promise<Result[]> {
  const groups = new Map<string, number[]>();
  for (const [index, system] of systems.entries()) {
    const host = hostOf(system);
    groups.set(host, [...(groups.get(host) ?? []), index]);
  }
  const results: Result[] = [];
  const waiting = groups.values();
  const worker = async () => {
    for (const indexes of waiting) {
      for (const index of indexes) {
        const system = systems[index];
        if (system !== undefined) results[index] = await work(system);
      }
    }
  };
  await Promise.all(Array.from({ length: HOSTS_AT_ONCE }, worker));
  return results;
}

/** JCDecaux without a URL of its own is one host too. */
function hostOf({ url = "" }: SystemEntry): string {
  return URL.canParse(url) ? new URL(url).host : "";
}
