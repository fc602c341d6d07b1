import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  BaseSequencer,
  createVitest,
  type TestModule,
  type TestSpecification,
  type Vitest,
} from "vitest/node";
import { UNIT_TESTS } from "../../vitest.config.ts";
import { loadedBy } from "./loads.ts";
import { type Mutant, mutated } from "./mutant.ts";

// A process that runs tests on mutants, one after the other: an endless loop ends only with the process.

const ROOT = join(import.meta.dirname, "../..");

/** What the process is asked: to tell which functions each test file reaches, or to try a mutant with test files. */
export type Asked =
  | {
      readonly type: "reach";
      readonly instrumented: Readonly<Record<string, string>>;
      readonly under: string;
    }
  | { readonly type: "try"; readonly mutant: Mutant; readonly tests: readonly string[] };

/** The functions that have run in a test file, and before its tests, while modules loaded. */
interface Functions {
  readonly inTests: readonly string[];
  readonly whileLoading: readonly string[];
}

export interface Reach extends Functions {
  /** Relative to the project's root. */
  readonly test: string;
  readonly ms: number;
}

export type Told =
  | { readonly type: "reach"; readonly reach: readonly Reach[] }
  /** The first test file that failed; null when none did. */
  | { readonly type: "tried"; readonly killedBy: string | null }
  | { readonly type: "failed"; readonly why: string };

/** The texts that stand in for source files, by their absolute paths. */
const texts = new Map<string, string>();

/** Runs the files in the order in which they are asked for. */
class AsAsked extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files;
  }
}

async function started(setupFiles: string[], bail: number): Promise<Vitest> {
  return await createVitest(
    "test",
    {
      ...UNIT_TESTS,
      config: false,
      root: ROOT,
      watch: false,
      pool: "threads",
      fileParallelism: false,
      reporters: [{}],
      setupFiles,
      bail,
      sequence: { sequencer: AsAsked },
    },
    { plugins: [{ name: "mutants", enforce: "pre", transform: (_code, id) => texts.get(id) ?? null }] },
  );
}

const relative = (path: string) => path.slice(ROOT.length + 1);

async function reach(instrumented: Readonly<Record<string, string>>, under: string): Promise<Told> {
  for (const [file, text] of Object.entries(instrumented)) texts.set(join(ROOT, file), text);
  const vitest = await started([join(import.meta.dirname, "reached.ts")], 0);
  try {
    const loads = loadedBy(ROOT);
    const all = await vitest.globTestSpecifications();
    const asked = all.filter(({ moduleId }) => {
      const loaded = loads(relative(moduleId));
      return (
        relative(moduleId).startsWith(under) && Object.keys(instrumented).some((file) => loaded.has(file))
      );
    });
    const { testModules } = await vitest.runTestSpecifications(asked, false);
    const [failed] = testModules.filter((module) => !module.ok());
    if (failed !== undefined) return { type: "failed", why: failureOf(failed) };
    return { type: "reach", reach: testModules.map(reachOf) };
  } finally {
    texts.clear();
    await vitest.close();
  }
}

function failureOf(module: TestModule): string {
  const [test] = module.children.allTests("failed");
  const [error] = [...module.errors(), ...(test?.result().errors ?? [])];
  return `${relative(module.moduleId)} fails without a mutant: ${test?.fullName ?? ""} ${error?.message ?? ""}`;
}

function reachOf(module: TestModule): Reach {
  const { inTests = [], whileLoading = [] } = module.meta() as Partial<Functions>;
  return { test: relative(module.moduleId), ms: module.diagnostic().duration, inTests, whileLoading };
}

let trying: Promise<Vitest> | null = null;
let specifications = new Map<string, TestSpecification>();

async function tryMutant(mutant: Mutant, tests: readonly string[]): Promise<Told> {
  trying ??= started([], 1);
  const vitest = await trying;
  if (specifications.size === 0) {
    const all = await vitest.globTestSpecifications();
    specifications = new Map(all.map((one) => [relative(one.moduleId), one]));
  }
  const path = join(ROOT, mutant.file);
  texts.set(path, mutated(readFileSync(path, "utf8"), mutant));
  vitest.invalidateFile(path);
  try {
    const asked = tests.flatMap((test) => specifications.get(test) ?? []);
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications(asked, false);
    // Modules of earlier runs are in the list too.
    const killer = testModules.find(
      (module) => tests.includes(relative(module.moduleId)) && module.state() === "failed",
    );
    const killedBy = killer === undefined ? null : relative(killer.moduleId);
    return {
      type: "tried",
      killedBy: killedBy ?? (unhandledErrors.length > 0 ? "an unhandled error" : null),
    };
  } finally {
    texts.delete(path);
    vitest.invalidateFile(path);
  }
}

process.on("message", (asked: Asked) => {
  const work =
    asked.type === "reach" ? reach(asked.instrumented, asked.under) : tryMutant(asked.mutant, asked.tests);
  work
    .catch((error: unknown): Told => ({ type: "failed", why: String(error) }))
    .then((told) => process.send?.(told));
});
process.on("disconnect", () => process.exit());
