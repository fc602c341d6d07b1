import { IS_TRIED } from "./switches.ts";

/** A loop that never ends passes places of mutants for ever; each test passes so many more than it does without one. */
const STEPS_MAX_FACTOR = 20;
const STEPS_MAX_LEAST = 200_000;

/** The clock is asked once in so many steps. */
const STEPS_PER_LOOK = 0x1_0000;

const state = {
  tried: "",
  passed: null as Set<string> | null,
  steps: 0,
  stepsMax: Number.POSITIVE_INFINITY,
  cpuMsMax: Number.POSITIVE_INFINITY,
};

/** Lets the texts ask which mutant is tried. Modules that hold mutants load after it only. */
export function answerQuestions(): void {
  Object.assign(globalThis, {
    [IS_TRIED]: (id: string): boolean => {
      state.passed?.add(id);
      state.steps += 1;
      if (state.steps > state.stepsMax) throw new Error("an endless loop");
      if (state.steps % STEPS_PER_LOOK === 0 && cpuMs() > state.cpuMsMax) throw new Error("too long");
      return id === state.tried;
    },
  });
}

/** Tries a mutant from now on; null for none. */
export function tryMutant(id: string | null): void {
  state.tried = id ?? "";
}

/**
 * Begins to count the places that are passed, of which only so many as without a mutant, and some, are allowed; and so
 * much CPU.
 */
export function countSteps(without: number, cpuMsMax: number): void {
  state.cpuMsMax = cpuMs() + cpuMsMax;
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

/** True when what was begun has taken more CPU than it may. */
export function isTooLong(): boolean {
  return cpuMs() > state.cpuMsMax;
}

/** What the process has used. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
