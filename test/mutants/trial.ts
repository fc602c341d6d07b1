import { writeFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import type { FileRunner } from "./file-runner.ts";
import { addOutcome, filesIn, type Outcome, type Plan, type PlannedMutant, type Reach } from "./plan.ts";
import { msOf, TestOrder, type TriedFile } from "./test-order.ts";
import { tryMutant } from "./tried.ts";

const CPU_SECONDS_LEAST = 20;
const CPU_FACTOR = 10;
/** A test that sleeps for so much longer than without a mutant waits for what never comes. */
const IDLE_MS_MAX = 15_000;
const IDLE_CHECK_MS = 1_000;

/** Timers of Node, which tests replace. */
const { setInterval: every } = globalThis;

/** Tries mutants with the tests that pass their places, until one fails. */
export class Trial {
  readonly #folder: string;
  readonly #runner: FileRunner;
  readonly #order: TestOrder;
  #trying: { readonly id: string; readonly idleMsMax: number; readonly idleMs: number } | null = null;

  constructor(folder: string, runner: FileRunner, plan: Plan, reach: readonly Reach[]) {
    this.#folder = folder;
    this.#runner = runner;
    this.#order = new TestOrder(plan, reach);
    const steps = new Map(reach.flatMap(({ tests }) => tests.map((test) => [test.id, test.steps])));
    runner.stepsWithout = (id) => steps.get(id) ?? 0;
    every(() => this.#endIfIdle(), IDLE_CHECK_MS).unref();
    process.on("unhandledRejection", () => runner.fail("an unhandled error"));
  }

  async try(mutant: PlannedMutant): Promise<void> {
    const { files, whileLoading, isCut } = this.#order.of(mutant);
    const ms = [...files, ...whileLoading].reduce((sum, one) => sum + msOf(one), 0);
    this.#begin(mutant.id, ms);
    let killedBy: string | null = null;
    for (const tried of files) killedBy ??= await this.#killer(mutant, tried);
    // Modules keep what they have made, such as formatters; and some code runs only while they load.
    if (killedBy === null) {
      for (const tried of whileLoading) killedBy ??= await this.#killerOfLoaded(mutant, tried);
      this.#runner.loadAgain();
    }
    this.#order.note(mutant, killedBy);
    this.#end({ id: mutant.id, killedBy, isCut });
  }

  /** A kill counts when the same test passes without the mutant right after it: what modules keep may be broken. */
  async #killer({ id }: PlannedMutant, { path, tests }: TriedFile): Promise<string | null> {
    const testIds = tests.map((test) => test.id);
    for (let attempt = 0; attempt < 2; attempt++) {
      tryMutant(id);
      const { failed } = await this.#runner.runFile(path, testIds);
      tryMutant(null);
      if (failed === null) return null;
      if ((await this.#runner.runFile(path, failed.id === null ? testIds : [failed.id])).failed === null)
        return path;
      this.#runner.loadAgain();
    }
    return null;
  }

  /** The same with all modules loaded again, first with the mutant, then without it. */
  async #killerOfLoaded({ id }: PlannedMutant, { path, tests }: TriedFile): Promise<string | null> {
    const testIds = tests.map((test) => test.id);
    const failsWith = async (tried: string | null) => {
      tryMutant(tried);
      this.#runner.loadAgain();
      const { failed } = await this.#runner.runFile(path, testIds);
      tryMutant(null);
      return failed !== null;
    };
    return (await failsWith(id)) && !(await failsWith(null)) ? path : null;
  }

  #begin(id: string, ms: number): void {
    const cpuSecondsMax = CPU_SECONDS_LEAST + (CPU_FACTOR * ms) / 1_000;
    this.#trying = { id, idleMsMax: IDLE_MS_MAX + ms, idleMs: idleMs() };
    writeFileSync(filesIn(this.#folder).trying, JSON.stringify({ id, pid: process.pid, cpuSecondsMax }));
  }

  #end(outcome: Outcome): void {
    this.#trying = null;
    addOutcome(this.#folder, outcome);
  }

  #endIfIdle(): void {
    if (this.#trying === null || idleMs() - this.#trying.idleMs < this.#trying.idleMsMax) return;
    addOutcome(this.#folder, { id: this.#trying.id, killedBy: "waits for ever" });
    process.kill(process.pid, "SIGKILL");
  }
}

/** The milliseconds in which this process had nothing to do. */
function idleMs(): number {
  return performance.eventLoopUtilization().idle;
}
