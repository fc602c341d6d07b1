import type { FileRun, FileRunner } from "./file-runner.ts";
import type { Plan, Reach, TestReach } from "./plan.ts";

/** To note what it passes slows a test down. */
const SLOWDOWN = 3;

/** Runs all tests without a mutant, twice, since the first run loads modules that the second finds loaded. */
export async function measureReach(runner: FileRunner, plan: Plan): Promise<Reach[]> {
  const reach: Reach[] = [];
  runner.cpuMsMax = SLOWDOWN * plan.msMax;
  for (const { path } of plan.tests) {
    const loading = new Set<string>();
    const outside = new Set<string>();
    const tests: TestReach[] = [];
    const add = (to: Set<string>, passed: ReadonlySet<string>) => {
      for (const id of passed) to.add(id);
    };
    runner.finished = (test, _ms, _steps, passed) => {
      if (test === null) add(loading, passed);
    };
    const { failed } = await runner.runFile(path, []);
    refuse(path, failed);
    runner.finished = (test, ms, steps, passed) => {
      if (test === null) add(outside, passed);
      else tests.push({ id: test.id, ms, steps, passed: [...passed] });
    };
    const run = await runner.runFile(path);
    refuse(path, run.failed);
    reach.push({
      path,
      tests,
      outside: [...outside],
      loading: [...loading].filter((id) => !outside.has(id)),
    });
  }
  runner.finished = null;
  runner.cpuMsMax = Number.POSITIVE_INFINITY;
  return reach;
}

function refuse(path: string, failed: FileRun["failed"]): void {
  if (failed !== null) throw new Error(`${path} fails without a mutant: ${failed.name}: ${failed.why}`);
}
