import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

// What the command and the process that runs tests on mutants tell each other, in files of a folder: the process may end
// with any mutant.

/** The environment variable that names the folder. */
export const PLAN_FOLDER = "STATIONWATCH_MUTANTS";

export interface Plan {
  /** In the order in which they are tried. */
  readonly mutants: readonly PlannedMutant[];
  /** Absolute paths of test files, each with the source files that it loads. */
  readonly tests: readonly { readonly path: string; readonly loads: readonly string[] }[];
  /** The tests that a mutant is tried with take so long in all: each mutant that survives is tried with all of them. */
  readonly msMax: number;
}

export interface PlannedMutant {
  readonly id: string;
  readonly file: string;
}

/** What a test passes when no mutant is tried. */
export interface Reach {
  /** The path of the test file. */
  readonly path: string;
  readonly tests: readonly TestReach[];
  /** The mutants passed by what the file does outside its tests. */
  readonly outside: readonly string[];
  /** The mutants passed while modules loaded, for this test file or for one before it. */
  readonly loading: readonly string[];
}

export interface TestReach {
  readonly id: string;
  /** CPU, as all that limits tests here: the machine may be busy. */
  readonly ms: number;
  readonly steps: number;
  readonly passed: readonly string[];
}

/** What became of a mutant. */
export interface Outcome {
  readonly id: string;
  /** The test that fails with it and passes without it, or what else ended it; null for a survivor. */
  readonly killedBy: string | null;
  /** True where tests that pass its place were left out, since all take too long; another of them may kill a survivor. */
  readonly isCut?: boolean;
}

/** What is tried just now, by the process of this id, which may use so much CPU for it. */
export interface Trying {
  /** Null while tests run without a mutant, for which there is no limit. */
  readonly id: string | null;
  readonly pid: number;
  readonly cpuSecondsMax: number | null;
}

export const filesIn = (folder: string) => ({
  plan: join(folder, "plan.json"),
  reach: join(folder, "reach.json"),
  outcomes: join(folder, "outcomes.jsonl"),
  trying: join(folder, "trying.json"),
});

export function readOutcomes(folder: string): Outcome[] {
  const { outcomes } = filesIn(folder);
  if (!existsSync(outcomes)) return [];
  return readFileSync(outcomes, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Outcome);
}

export function addOutcome(folder: string, outcome: Outcome): void {
  appendFileSync(filesIn(folder).outcomes, `${JSON.stringify(outcome)}\n`);
}
