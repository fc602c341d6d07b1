import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "../local/lambda/processes.ts";

/** Caches that tsx and Node keep among the temporary files, for the next run. */
const CACHES = /^(tsx-|node-compile-cache)/;

/** Returns the names of what a program has left in its folder for temporary files. */
export function filesLeft(temporary: string): string[] {
  return readdirSync(temporary).filter((name) => !CACHES.test(name));
}

/** Returns the ids of the processes whose folder for temporary files is this one; none where there is no /proc. */
export function processesLeft(temporary: string): number[] {
  if (process.platform !== "linux") return [];
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids
    .filter((pid) => variablesOf(pid).includes(`TMPDIR=${temporary}`) && isAlive(Number(pid)))
    .map(Number);
}

/** The variables that the process began with; none of a process that has ended or is another user's. */
function variablesOf(pid: string): string[] {
  try {
    return readFileSync(join("/proc", pid, "environ"), "utf8").split("\0");
  } catch {
    return [];
  }
}
