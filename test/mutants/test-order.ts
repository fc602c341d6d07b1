import { basename, dirname } from "node:path";
import type { Plan, PlannedMutant, Reach, TestReach } from "./plan.ts";

/** A file takes some time of its own. */
const FILE_MS = 5;
const KILLERS_MAX = 3;

/** A test file to run on a mutant. */
export interface TriedFile {
  readonly path: string;
  readonly tests: readonly TestReach[];
}

/** Says which tests to run on a mutant: those that pass its place, and of those the ones that likely kill it soon. */
export class TestOrder {
  readonly #reach: readonly Reach[];
  readonly #msMax: number;
  readonly #passing = new Map<string, Map<string, TestReach[]>>();
  readonly #loading: ReadonlySet<string>;
  readonly #loads: ReadonlyMap<string, ReadonlySet<string>>;
  /** The last killers of mutants of a source file, the latest first. */
  readonly #killers = new Map<string, readonly string[]>();

  constructor({ tests, msMax }: Plan, reach: readonly Reach[]) {
    this.#reach = reach;
    this.#msMax = msMax;
    this.#loading = new Set(reach.flatMap(({ loading }) => loading));
    this.#loads = new Map(tests.map(({ path, loads }) => [path, new Set(loads)]));
    for (const { path, tests, outside } of reach) {
      for (const id of outside) this.#passingOf(id).set(path, [...tests]);
      const outsideTests = new Set(outside);
      for (const test of tests)
        for (const id of test.passed) if (!outsideTests.has(id)) this.#addPassing(id, path, test);
    }
  }

  /**
   * `whileLoading` are the files to run with all modules loaded again, for what runs only then. `isCut` says whether tests
   * are left out, since all together take too long.
   */
  of({ id, file }: PlannedMutant): { files: TriedFile[]; whileLoading: TriedFile[]; isCut: boolean } {
    const passing = [...(this.#passing.get(id) ?? [])].map(([path, tests]) => ({ path, tests }));
    const isLoader = ({ path }: Reach) => this.#loads.get(path)?.has(file) === true;
    const loaders = this.#loading.has(id) ? this.#reach.filter(isLoader) : passing;
    const files = this.#best(file, passing, this.#msMax);
    const whileLoading = this.#best(file, loaders, this.#msMax / 2);
    const isCut = countOf(files) < countOf(passing) || countOf(whileLoading) < countOf(loaders);
    return { files, whileLoading, isCut };
  }

  note({ file }: PlannedMutant, killedBy: string | null): void {
    if (killedBy === null) return;
    const others = (this.#killers.get(file) ?? []).filter((path) => path !== killedBy);
    this.#killers.set(file, [killedBy, ...others].slice(0, KILLERS_MAX));
  }

  #passingOf(id: string): Map<string, TestReach[]> {
    const known = this.#passing.get(id) ?? new Map<string, TestReach[]>();
    this.#passing.set(id, known);
    return known;
  }

  #addPassing(id: string, path: string, test: TestReach): void {
    const byPath = this.#passingOf(id);
    const tests = byPath.get(path);
    if (tests === undefined) byPath.set(path, [test]);
    else tests.push(test);
  }

  /** The likely killers first, each file with its quick tests, as long as there is time. */
  #best(file: string, files: readonly TriedFile[], msMax: number): TriedFile[] {
    const killers = this.#killers.get(file) ?? [];
    const handicapOf = (path: string) => {
      if (killers.includes(path) || basename(path).startsWith(basename(file, ".ts"))) return 0.1;
      return basename(dirname(path)) === basename(dirname(file)) ? 0.3 : 1;
    };
    const costs = new Map(files.map((one) => [one.path, (msOf(one) + FILE_MS) * handicapOf(one.path)]));
    const costOf = ({ path }: TriedFile) => costs.get(path) ?? 0;
    let ms = 0;
    return [...files]
      .sort((one, other) => costOf(one) - costOf(other))
      .flatMap(({ path, tests }) => {
        const quick = [...tests]
          .sort((one, other) => one.ms - other.ms)
          .filter((test) => {
            if (ms + test.ms > msMax) return false;
            ms += test.ms;
            return true;
          });
        return quick.length === 0 ? [] : [{ path, tests: quick }];
      });
  }
}

function countOf(files: readonly TriedFile[]): number {
  return files.reduce((sum, { tests }) => sum + tests.length, 0);
}

export function msOf({ tests }: TriedFile): number {
  return tests.reduce((sum, { ms }) => sum + ms, 0);
}
