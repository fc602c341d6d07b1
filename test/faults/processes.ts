import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Campaign, Seeds } from "./campaign.ts";

/**
 * Errors are told by what they say; where they were made costs more than the histories. There is a process for each
 * core, so that none is left for helpers of the garbage collector.
 */
const NODE_OPTIONS = ["--stack-trace-limit=0", "--max-semi-space-size=64", "--single-threaded-gc"];

/** Runs the seeds in a process of its own. */
export async function runInProcess(
  worker: string,
  seeds: Seeds,
  onProgress: (histories: number) => void = () => {},
): Promise<Campaign> {
  const child = spawn(process.execPath, [...NODE_OPTIONS, worker, JSON.stringify(seeds)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  let sum: Campaign | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    const told = JSON.parse(line) as { histories?: number; sum?: Campaign };
    if (told.histories !== undefined) onProgress(told.histories);
    if (told.sum !== undefined) sum = told.sum;
  }
  await exit;
  if (sum === null)
    throw new Error(`a worker of the fault tests ended without a result (exit code ${child.exitCode})`);
  return sum;
}
