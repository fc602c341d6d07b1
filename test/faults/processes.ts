import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Campaign, Seeds } from "./campaign.ts";

/**
 * Errors are identified by their message, and stack traces would cost more than the histories. Each core runs one
 * process, so no core is free for the garbage collector's helpers.
 */
const NODE_OPTIONS = ["--stack-trace-limit=0", "--max-semi-space-size=64", "--single-threaded-gc"];

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
