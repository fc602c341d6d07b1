import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Seeds } from "./campaign.ts";

/**
 * Errors are identified by their message, and stack traces would cost more than the histories. Each core runs one
 * process, so no core is free for the garbage collector's helpers.
 */
const NODE_OPTIONS = ["--stack-trace-limit=0", "--max-semi-space-size=64", "--single-threaded-gc"];

interface Options {
  /** The program; this process's own where it is absent. */
  readonly node?: string;
  readonly onProgress?: (histories: number) => void;
}

export interface Shares {
  readonly first: number;
  readonly histories: number;
  readonly processes: number;
  readonly failuresMax: number;
}

/** Runs seeds in several processes, each with every so many-th of them; `onProgress` gets how many are done in all. */
export async function runShares<Sum>(
  worker: string,
  { first, histories, processes, failuresMax }: Shares,
  onProgress: (histories: number) => void = () => {},
): Promise<Sum[]> {
  const done = new Array<number>(processes).fill(0);
  const shares = done.map((_, at) => {
    const own = Math.max(0, Math.ceil((histories - at) / processes));
    const seeds = { first: first + at, histories: own, stride: processes, failuresMax };
    return runInProcess<Sum>(worker, seeds, {
      onProgress: (told) => {
        done[at] = told;
        onProgress(done.reduce((a, b) => a + b));
      },
    });
  });
  return await Promise.all(shares);
}

/** Runs a worker's seeds in a process of their own, and returns the sum that it tells at its end. */
export async function runInProcess<Sum>(
  worker: string,
  seeds: Seeds,
  { node = process.execPath, onProgress = () => {} }: Options = {},
): Promise<Sum> {
  const child = spawn(node, [...NODE_OPTIONS, worker, JSON.stringify(seeds)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  let sum: Sum | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    const told = JSON.parse(line) as { histories?: number; sum?: Sum };
    if (told.histories !== undefined) onProgress(told.histories);
    if (told.sum !== undefined) sum = told.sum;
  }
  await exit;
  if (sum === null) throw new Error(`a worker ended without a result (exit code ${child.exitCode})`);
  return sum;
}
