import { createHash } from "node:crypto";
import { majorOf, NODE_VERSIONS, nodeOf } from "../ci/node-versions.ts";
import type { Campaign } from "./campaign.ts";
import type { History } from "./history.ts";
import { runInProcess } from "./processes.ts";

const TOKEN = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Returns a hash of everything that a history did. Tokens of leases are random, and decide nothing. */
export function hashOf({ trace, failure, records, commits, faults }: History): string {
  const hash = createHash("sha256");
  for (const line of trace ?? []) hash.update(`${line.replace(TOKEN, "token")}\n`);
  hash.update(JSON.stringify([failure, records, commits, [...faults]]));
  return hash.digest("hex");
}

/** Runs the seeds on each supported version of Node, and returns how many histories were not the same on all. */
export async function compareNodes(
  worker: string,
  first: number,
  histories: number,
  write: (line: string) => void,
): Promise<number> {
  const seeds = { first, histories, stride: 1, failuresMax: histories, hashes: true };
  let before: readonly string[] | null = null;
  const differing = new Set<number>();
  for (const version of NODE_VERSIONS) {
    const { hashes } = await runInProcess<Campaign>(worker, seeds, { node: nodeOf(version) });
    const whole = createHash("sha256").update(hashes.join()).digest("hex");
    write(`Node ${majorOf(version)}  ${whole}  ${hashes.length} histories`);
    for (const [at, hash] of hashes.entries()) {
      if (before !== null && hash !== before[at]) differing.add(first + at);
    }
    before ??= hashes;
  }
  for (const seed of differing)
    write(`seed ${seed} is not the same on all: npm run faults -- --seed ${seed}`);
  return differing.size;
}
