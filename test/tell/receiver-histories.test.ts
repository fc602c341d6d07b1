import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { mutated } from "../faults/bundle.ts";
import { patchesOf } from "../faults/mutants/mutant.ts";
import { RECEIVER_MUTANTS } from "./mutants.ts";
import { runReceiverHistory } from "./receiver-history.ts";

const HISTORIES = 20;

test("whatever receivers do and wherever runs die, the promises of telling hold", async () => {
  for (let seed = 0; seed < HISTORIES; seed++) {
    expect({ seed, broken: await runReceiverHistory(seed) }).toEqual({ seed, broken: [] });
  }
});

describe("a bug that the long histories must find", () => {
  test.each(RECEIVER_MUTANTS)("$name: its patch fits", (mutant) => {
    for (const patch of patchesOf(mutant)) {
      const text = readFileSync(join(import.meta.dirname, "../..", patch.file), "utf8");
      expect(mutated(text, mutant.name, patch)).not.toBe(text);
    }
  });
});
