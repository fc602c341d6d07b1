import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { configureGlobal } from "fast-check";
import { VitestTestRunner } from "vitest/runners";
import { FileRunner } from "./file-runner.ts";
import { measureReach } from "./measure-reach.ts";
import { filesIn, PLAN_FOLDER, type Plan, type Reach, readOutcomes, type Trying } from "./plan.ts";
import { Trial } from "./trial.ts";
import { answerQuestions } from "./tried.ts";

/**
 * The runner of a Vitest process that tries all mutants, one after the other, on modules that it loads once. Vitest gives
 * it one test file; when that has run, it goes by the plan.
 */
export default class MutantRunner extends VitestTestRunner {
  override async onAfterRunFiles(): Promise<void> {
    super.onAfterRunFiles();
    const folder = process.env[PLAN_FOLDER];
    if (folder === undefined) throw new Error(`${PLAN_FOLDER} names no folder`);
    answerQuestions();
    // What falls differs from run to run otherwise, and a failure need not be made small.
    configureGlobal({ seed: 1, endOnFailure: true });
    const files = filesIn(folder);
    const plan = JSON.parse(readFileSync(files.plan, "utf8")) as Plan;
    const runner = this.#fileRunner();
    const running: Trying = { id: null, pid: process.pid, cpuSecondsMax: null };
    writeFileSync(files.trying, JSON.stringify(running));
    if (!existsSync(files.reach))
      writeFileSync(files.reach, JSON.stringify(await measureReach(runner, plan)));
    const reach = JSON.parse(readFileSync(files.reach, "utf8")) as readonly Reach[];
    const done = new Set(readOutcomes(folder).map(({ id }) => id));
    const trial = new Trial(folder, runner, plan, reach);
    for (const mutant of plan.mutants) if (!done.has(mutant.id)) await trial.try(mutant);
  }

  /** A runner of its own, as Vitest sets one up, but without its reports. */
  #fileRunner(): FileRunner {
    const runner = new FileRunner(this.config);
    const { moduleRunner, _otel } = this as unknown as { moduleRunner: unknown; _otel: unknown };
    Object.assign(runner, { moduleRunner, _otel });
    return runner;
  }
}
