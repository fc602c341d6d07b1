import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { addOutcome, filesIn, type Trying } from "./plan.ts";

/**
 * Ends the process that tries mutants when one takes far more CPU than its tests do without it: an endless loop that
 * passes no place of a mutant ends only with the process. CPU, unlike time, says so on a busy machine too.
 */
export class CpuWatch {
  readonly #folder: string;
  #seen: { readonly id: string | null; readonly cpuSeconds: number } | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  check(): void {
    const trying = this.#trying();
    if (trying === null || trying.id === null || trying.cpuSecondsMax === null) return;
    const cpuSeconds = cpuSecondsOf(trying.pid);
    if (this.#seen?.id !== trying.id) this.#seen = { id: trying.id, cpuSeconds };
    if (cpuSeconds - this.#seen.cpuSeconds <= trying.cpuSecondsMax) return;
    addOutcome(this.#folder, { id: trying.id, killedBy: "an endless loop" });
    this.end();
  }

  end(): void {
    const trying = this.#trying();
    if (trying !== null && cpuSecondsOf(trying.pid) > 0) process.kill(trying.pid, "SIGKILL");
  }

  #trying(): Trying | null {
    const { trying } = filesIn(this.#folder);
    try {
      return existsSync(trying) ? (JSON.parse(readFileSync(trying, "utf8")) as Trying) : null;
    } catch {
      return null; // It is being written.
    }
  }
}

/** Zero for a process that has ended. `ps` says `[days-][hours:]minutes:seconds`. */
function cpuSecondsOf(pid: number): number {
  const { stdout } = spawnSync("ps", ["-o", "time=", "-p", String(pid)], { encoding: "utf8" });
  const [seconds = 0, minutes = 0, hours = 0, days = 0] = stdout.trim().split(/[-:]/).map(Number).reverse();
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}
