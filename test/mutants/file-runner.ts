import {
  type File,
  type FileSpecification,
  type Suite,
  startTests,
  type Task,
  type Test,
} from "@vitest/runner";
import { vi } from "vitest";
import { VitestTestRunner } from "vitest/runners";
import { countSteps, cpuMs, gatherPassed, isTooLong, stepsCounted } from "./tried.ts";

/** What is used of a module that the runner keeps, so that it can be evaluated again. */
interface KeptModule {
  promise: unknown;
  exports: unknown;
  evaluated: boolean;
  readonly importers: Set<string>;
}

interface KeptModules {
  readonly idToModuleMap: ReadonlyMap<string, KeptModule>;
  getModuleById(id: string): KeptModule | undefined;
}

/** What a run of one test file was. */
export interface FileRun {
  /** The first test that failed; null when none did. */
  readonly failed: { readonly id: string | null; readonly name: string; readonly why: string } | null;
}

/** What a test or a file has done; `test` is null for what is done outside tests. */
export type Finished = (test: Test | null, cpuMs: number, steps: number, passed: ReadonlySet<string>) => void;

/** Runs one test file after the other in a process of Vitest, tells nobody, and ends a file with its first failure. */
export class FileRunner extends VitestTestRunner {
  /** The steps of each test without a mutant, by its id. */
  stepsWithout: (testId: string) => number = () => Number.POSITIVE_INFINITY;
  finished: Finished | null = null;
  /** A test that takes more CPU without a mutant counts as none. */
  cpuMsMax = Number.POSITIVE_INFINITY;
  #failed: FileRun["failed"] = null;
  #startedAt = 0;
  #passed = new Set<string>();

  /** Runs these tests of a file, all without ids. Its own module is evaluated again, those that it imports are kept. */
  async runFile(filepath: string, testIds?: readonly string[]): Promise<FileRun> {
    this.#failed = null;
    const own = this.#kept.getModuleById(filepath);
    if (own !== undefined) evaluateAgain(own);
    this.#begin(Number.POSITIVE_INFINITY);
    const specification: FileSpecification = { filepath };
    if (testIds !== undefined) specification.testIds = [...testIds];
    try {
      const [file] = await startTests([specification], this);
      if (file !== undefined) this.#noteFailure(file);
    } finally {
      this.#end(null);
      vi.restoreAllMocks();
    }
    return { failed: this.#failed };
  }

  /** Lets all modules of the project load again. */
  loadAgain(): void {
    for (const [path, module] of this.#kept.idToModuleMap)
      if (!path.includes("node_modules")) evaluateAgain(module);
  }

  override async onBeforeRunTask(test: Test): Promise<void> {
    if (this.#failed !== null) test.mode = "skip";
    await super.onBeforeRunTask(test);
  }

  override onBeforeTryTask(test: Test): void {
    super.onBeforeTryTask(test);
    this.#end(null);
    this.#begin(this.stepsWithout(test.id));
  }

  override onAfterRunTask(test: Task): void {
    super.onAfterRunTask(test);
    const tooLong = isTooLong();
    if (test.type === "test" && test.mode === "run" && !tooLong) this.#end(test);
    this.#begin(Number.POSITIVE_INFINITY);
    if (test.result?.state === "fail" && !tooLong)
      this.#failed ??= { id: test.id, name: test.name, why: whyOf(test) };
  }

  /** Tells no snapshots: there are none. */
  override async onAfterRunSuite(): Promise<void> {}

  /** Ends the file that runs just now. */
  fail(why: string): void {
    this.#failed ??= { id: null, name: "outside its tests", why };
  }

  #begin(stepsWithout: number): void {
    this.#startedAt = cpuMs();
    countSteps(stepsWithout, this.cpuMsMax);
    this.#passed = new Set();
    gatherPassed(this.finished === null ? null : this.#passed);
  }

  #end(test: Test | null): void {
    this.finished?.(test, cpuMs() - this.#startedAt, stepsCounted(), this.#passed);
    gatherPassed(null);
  }

  #noteFailure(file: File): void {
    const failedSuite = (suite: Suite): Suite | undefined =>
      suite.result?.state === "fail" && suite.result.errors?.length
        ? suite
        : suite.tasks.flatMap((task) => (task.type === "suite" ? (failedSuite(task) ?? []) : []))[0];
    const suite = failedSuite(file);
    if (suite !== undefined) this.#failed ??= { id: null, name: suite.name, why: whyOf(suite) };
  }

  get #kept(): KeptModules {
    const internals = this as unknown as { readonly workerState: { readonly evaluatedModules: KeptModules } };
    return internals.workerState.evaluatedModules;
  }
}

function whyOf(task: Task): string {
  return task.result?.errors?.[0]?.message ?? "";
}

function evaluateAgain(module: KeptModule): void {
  module.promise = undefined;
  module.exports = undefined;
  module.evaluated = false;
  module.importers.clear();
}
