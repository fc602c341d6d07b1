import { afterAll, beforeAll } from "vitest";
import { REACHED } from "./reached-name.ts";

// The set-up of each test file in a run without a mutant: it tells which functions have run, while modules loaded (which
// all files share) and in the file's own tests.

const whileLoading = new Set<string>();
const inTests = new Set<string>();
const gather = (names: Set<string>) => Object.assign(globalThis, { [REACHED]: names });

gather(whileLoading);
beforeAll(() => void gather(inTests));

// biome-ignore lint/correctness/noEmptyPattern: Vitest takes its fixtures first, and wants them as a pattern.
afterAll(({}, suite) => {
  Object.assign(suite.meta, { whileLoading: [...whileLoading], inTests: [...inTests] });
});
