import { IS_TRIED } from "./switches.ts";

/** A loop that never ends passes places of mutants for ever; each test passes so many more than it does without one. */
const STEPS_MAX_FACTOR = 20;
const STEPS_MAX_LEAST = 200_000;

const state = {
  tried: "",
  passed: null as Set<string> | null,
  steps: 0,
  stepsMax: Number.POSITIVE_INFINITY,
};

/** Lets the texts ask which mutant is tried. Modules that hold mutants load after it only. */
export function answerQuestions(): void {
  Object.assign(globalThis, {
    [IS_TRIED]: (id: string): boolean => {
      state.passed?.add(id);
      state.steps += 1;
      if (state.steps > state.stepsMax) throw new Error("an endless loop");
      return id === state.tried;
    },
  });
}

/** Tries a mutant from now on; null for none. */
export function tryMutant(id: string | null): void {
  state.tried = id ?? "";
}

/** Begins to count the places that are passed, of which only so many as without a mutant, and some, are allowed. */
export function countSteps(without: number): void {
  state.steps = 0;
  state.stepsMax = Math.max(STEPS_MAX_LEAST, STEPS_MAX_FACTOR * without);
}

export function stepsCounted(): number {
  return state.steps;
}

/** Gathers the mutants whose places are passed from now on; null for nobody. */
export function gatherPassed(passed: Set<string> | null): void {
  state.passed = passed;
}
