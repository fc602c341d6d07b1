import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Mutant } from "./mutant.ts";
import type { Asked, Reach, Told } from "./trial.ts";

/** A mutant that takes much longer than the tests do without it has made an endless loop. */
const STARTING_MS = 60_000;
const SLOWDOWN_MAX = 5;

/** Runs tests on mutants, in a process that is replaced when a mutant makes it hang. */
export class Trials {
  #child: ChildProcess | null = null;

  /** Returns what each test file of a folder reaches without a mutant. Rejects when a test fails. */
  async reach(instrumented: Readonly<Record<string, string>>, under: string): Promise<readonly Reach[]> {
    const told = await this.#ask({ type: "reach", instrumented, under }, null);
    if (told?.type === "reach") return told.reach;
    throw new Error(told?.type === "failed" ? told.why : "the tests ended without a result");
  }

  /** Returns what killed the mutant: the first test file that fails, or a time-out; null when it survives. */
  async try(mutant: Mutant, tests: readonly Reach[]): Promise<string | null> {
    const ms = tests.reduce((sum, test) => sum + test.ms, 0);
    const asked: Asked = { type: "try", mutant, tests: tests.map(({ test }) => test) };
    const told = await this.#ask(asked, STARTING_MS + SLOWDOWN_MAX * ms);
    if (told === null) return "a time-out";
    if (told.type === "tried") return told.killedBy;
    throw new Error(told.type === "failed" ? told.why : "the tests answered something else");
  }

  end(): void {
    this.#child?.kill("SIGKILL");
    this.#child = null;
  }

  /** Null when the process did not answer in time, or died. */
  async #ask(asked: Asked, timeoutMs: number | null): Promise<Told | null> {
    this.#child ??= fork(join(import.meta.dirname, "trial.ts"), {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const child = this.#child;
    let timer: NodeJS.Timeout | undefined;
    const told = await new Promise<Told | null>((resolve) => {
      if (timeoutMs !== null) timer = setTimeout(() => resolve(null), timeoutMs);
      child.once("message", (message) => resolve(message as Told));
      child.once("exit", () => resolve(null));
      child.send(asked);
    });
    clearTimeout(timer);
    child.removeAllListeners();
    if (told === null) this.end();
    return told;
  }
}
