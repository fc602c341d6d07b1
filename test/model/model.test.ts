import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fold } from "../../functions/core/fold.ts";
import { mutated } from "../faults/bundle.ts";
import { runSeeds } from "./campaign.ts";
import { compare } from "./compare.ts";
import { described } from "./described.ts";
import { type History, historyOf } from "./history.ts";
import { MUTANTS } from "./mutants/all.ts";
import { shrink } from "./shrink.ts";

const HISTORIES = 20_000;
/** So many tell soon whether anything is amiss. */
const FIRST_HISTORIES = 300;

test("whatever a feed does, under whatever rules, the core says what the model says, soon", () => {
  expect(run(1, FIRST_HISTORIES).failures).toEqual([]);
});

test("whatever a feed does, under whatever rules, the core says what the model of its description says", () => {
  const { failures, met } = run(FIRST_HISTORIES + 1, HISTORIES - FIRST_HISTORIES);
  expect(failures).toEqual([]);
  for (const verdict of ["observed", "held", "dropped", "failed", "unmatched", "old", "retired"]) {
    expect(met[`polls ${verdict}`], verdict).toBeGreaterThan(HISTORIES / 11);
  }
});

function run(first: number, histories: number) {
  const { failures, met } = runSeeds({ first, histories, stride: 1, failuresMax: 1 });
  return { failures: failures.map((seed) => `npm run model -- --seed ${seed}`), met };
}

test("a seed decides its history", () => {
  expect(historyOf(7)).toEqual(historyOf(7));
  expect(historyOf(7)).not.toEqual({ ...historyOf(8), seed: 7 });
});

test("a history that differs is made smaller as long as it differs, and told in lines", () => {
  const late: typeof fold = (state, outcome, context) =>
    fold(state, outcome, { ...context, arrivedAt: context.arrivedAt + 1 });
  const compared = (history: History) => compare(history, undefined, late);
  const history = historyOf(1);
  const difference = compared(history);
  if (difference === null) throw new Error("the slip is not seen");
  const smallest = shrink({ history, difference }, compared);
  expect(smallest.history.steps.length).toBeLessThanOrEqual(2);
  expect(smallest.difference.what).toBe("effects");
  const lines = described(smallest);
  expect(lines[0]).toMatch(/^the first poll is at 2026-05-/);
  expect(lines.filter((line) => line.includes("expiresAt"))).toHaveLength(2);
});

describe("slips that the model must see", () => {
  test.each(MUTANTS)("$name: its patch fits", (mutant) => {
    const text = readFileSync(join(import.meta.dirname, "../..", mutant.file), "utf8");
    expect(mutated(text, mutant.name, mutant)).not.toBe(text);
  });

  test("each has a name of its own", () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  });
});
