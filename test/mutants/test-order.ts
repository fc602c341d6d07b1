import { basename, dirname } from "node:path";
import { functionAround } from "./reach.ts";
import type { Reach } from "./trial.ts";

/** Returns the tests to try on a mutant of a function, or of a file outside its functions: the likely ones first. */
export type TestOrder = (file: string, reachedBy: string) => Reach[];

export function testOrder(reach: readonly Reach[], loads: (test: string) => ReadonlySet<string>): TestOrder {
  // What runs while a module loads runs for the first test file alone, and counts for all.
  const whileLoading = new Set(reach.flatMap((one) => one.whileLoading));
  return (file, reachedBy) => {
    const isLoading = whileLoading.has(reachedBy) || reachedBy === functionAround(file, [], 0);
    const near = (test: string) => {
      const isOwn = basename(test).startsWith(basename(file, ".ts"));
      return isOwn ? 0 : dirname(test).endsWith(basename(dirname(file))) ? 1 : 2;
    };
    return reach
      .filter(({ test, inTests }) => (isLoading ? loads(test).has(file) : inTests.includes(reachedBy)))
      .sort((one, other) => near(one.test) - near(other.test) || one.ms - other.ms);
  };
}
