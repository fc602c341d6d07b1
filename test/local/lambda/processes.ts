import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

export function isAlive(pid: number): boolean {
  return isListed(pid) && !isZombie(pid);
}

/** Also true of an ended process until its parent has waited for it. */
export function isListed(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Ended, but not waited for; in a container an orphan may stay so for ever. */
function isZombie(pid: number): boolean {
  if (process.platform !== "linux") return false;
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return true;
  }
}

/** Waits until the process is gone; throws when it stays for a minute, which a busy machine may need. */
export async function untilGone(pid: number): Promise<void> {
  for (let tries = 0; tries < 6_000; tries++) {
    if (!isAlive(pid)) return;
    await sleep(10);
  }
  throw new Error(`process ${pid} is still there`);
}
