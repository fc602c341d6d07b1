import { existsSync } from "node:fs";
import { join } from "node:path";
import { createVitest, type Vite, type Vitest } from "vitest/node";
import { UNIT_TESTS } from "../../vitest.config.ts";
import { CpuWatch } from "./cpu-watch.ts";
import { filesIn, PLAN_FOLDER, readOutcomes } from "./plan.ts";

const ROOT = join(import.meta.dirname, "../..");
/** Any test file: Vitest starts the runner with it. */
const FIRST = "test/mutants/parts.test.ts";
const WATCH_MS = 1_000;

/** Returns the paths of all unit tests, relative to the project's root. */
export async function unitTests(): Promise<string[]> {
  const vitest = await started({});
  try {
    return (await vitest.globTestSpecifications()).map(({ moduleId }) => moduleId.slice(ROOT.length + 1));
  } finally {
    await vitest.close();
  }
}

async function started({
  plugins = [],
  ...config
}: {
  readonly runner?: string;
  readonly env?: Record<string, string>;
  readonly plugins?: Vite.Plugin[];
}): Promise<Vitest> {
  return await createVitest(
    "test",
    {
      ...UNIT_TESTS,
      ...config,
      config: false,
      root: ROOT,
      watch: false,
      pool: "forks",
      maxWorkers: 1,
      reporters: [{}],
    },
    { plugins },
  );
}

/**
 * Runs a plan that lies in a folder, in a process that is started again after a mutant that ends it. The texts, by the
 * absolute paths of source files, hold the mutants. Says how many are done, and stops when the signal does.
 */
export async function runTrials(
  folder: string,
  texts: ReadonlyMap<string, string>,
  count: number,
  { signal, said }: { readonly signal: AbortSignal; readonly said: (done: number) => void },
): Promise<void> {
  let before = -1;
  for (;;) {
    const done = readOutcomes(folder).length;
    if (done >= count || signal.aborted) return;
    if (done === before) throw new Error("the process that tries mutants ends without a result");
    before = done;
    await runOnce(folder, texts, signal, said);
  }
}

async function runOnce(
  folder: string,
  texts: ReadonlyMap<string, string>,
  signal: AbortSignal,
  said: (done: number) => void,
): Promise<void> {
  const vitest = await started({
    runner: join(import.meta.dirname, "runner.ts"),
    env: { ...UNIT_TESTS.env, [PLAN_FOLDER]: folder },
    plugins: [{ name: "mutants", enforce: "pre", transform: (_code, id) => texts.get(id) ?? null }],
  });
  const cpu = new CpuWatch(folder);
  const watch = setInterval(() => {
    said(readOutcomes(folder).length);
    if (signal.aborted) cpu.end();
    else cpu.check();
  }, WATCH_MS);
  try {
    const all = await vitest.globTestSpecifications();
    const first = all.filter(({ moduleId }) => moduleId === join(ROOT, FIRST));
    const { unhandledErrors } = await vitest.runTestSpecifications(first, false);
    if (!existsSync(filesIn(folder).reach) && !signal.aborted)
      throw unhandledErrors[0] ?? new Error("the tests did not run");
  } finally {
    clearInterval(watch);
    await vitest.close();
  }
}
