import { type History, runHistory } from "./history.ts";

/** Finds the same failure with fewer faults: leaves out each fault in turn, for good if the failure remains. */
export async function shrink(failed: History): Promise<History> {
  const spared = new Set<number>();
  let smallest = failed;
  for (let size = Math.ceil(failed.struck / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < smallest.struck; from += size) {
      const candidates = Array.from({ length: size }, (_, at) => from + at).filter((at) => !spared.has(at));
      if (candidates.length === 0) continue;
      const attempt = new Set([...spared, ...candidates]);
      const history = await runHistory(failed.seed, { spared: attempt, traces: true });
      if (history.failure?.oracle !== failed.failure?.oracle) continue;
      for (const at of candidates) spared.add(at);
      smallest = history;
    }
  }
  return smallest;
}
