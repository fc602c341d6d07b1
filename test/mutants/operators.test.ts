import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type Mutant, shown } from "./mutant.ts";
import { mutantsOf } from "./operators/operators.ts";
import { withProgram } from "./program.ts";

const FIXTURE = join(import.meta.dirname, "../fixtures/mutants");

let mutants: readonly { readonly kind: string; readonly shown: string }[];
beforeAll(() => {
  mutants = withProgram(FIXTURE, (sourceOf) => {
    const source = sourceOf("slips.ts");
    return mutantsOf(source).mutants.map((mutant: Mutant) => ({
      kind: mutant.kind,
      shown: shown(source.tree.text, mutant),
    }));
  });
});

const ofKind = (wanted: string) =>
  mutants.filter(({ kind }) => kind === wanted).map((mutant) => mutant.shown);

describe("a name is exchanged", () => {
  test("for the variables of its type that are there before it, the nearest first; a constant for one", () => {
    expect(ofKind("name").filter((line) => line.startsWith("const later"))).toEqual([
      "const later = ⟦since → startedAt⟧ + LIMIT;",
      "const later = ⟦since → at⟧ + LIMIT;",
      "const later = since + ⟦LIMIT → LEAST⟧;",
    ]);
  });

  test("for other fields of its type, in a pattern too, and never for one of another type", () => {
    const lines = ofKind("name");
    expect(lines).toContain("if (at - times.⟦startedAt → endedAt⟧ >= later) return { ...times, startedAt };");
    expect(lines.find((line) => line.startsWith("export function"))).toContain(
      "{ ⟦startedAt → endedAt: startedAt⟧ }: Times",
    );
    expect(lines.filter((line) => line.includes("name →") || line.includes("→ name"))).toEqual([]);
  });

  test("for another function that can take its place", () => {
    const lines = ofKind("name").filter((line) => /⟦(is|lengthOf)/.test(line));
    expect(lines).toEqual([
      "const few = names.filter(⟦isShort → isEmpty⟧);",
      "const none = names.filter(⟦isEmpty → isShort⟧);",
    ]);
  });

  test("and stays the name of its field where it is short for it", () => {
    expect(ofKind("name")).toContain(
      "if (at - times.startedAt >= later) return { ...times, ⟦startedAt → startedAt: later⟧ };",
    );
  });
});

test("a bound is moved in both directions", () => {
  expect(ofKind("bound")).toEqual([
    "if (at - times.startedAt >= ⟦later → (later + 1)⟧) return { ...times, startedAt };",
    "if (at - times.startedAt >= ⟦later → (later - 1)⟧) return { ...times, startedAt };",
    "return [...names.slice(⟦0 → (0 + 1)⟧, LIMIT)];",
    "return [...names.slice(⟦0 → (0 - 1)⟧, LIMIT)];",
    "return [...names.slice(0, ⟦LIMIT → (LIMIT + 1)⟧)];",
    "return [...names.slice(0, ⟦LIMIT → (LIMIT - 1)⟧)];",
    "const isShort = (name: string) => name.length < ⟦LIMIT → (LIMIT + 1)⟧;",
    "const isShort = (name: string) => name.length < ⟦LIMIT → (LIMIT - 1)⟧;",
  ]);
});

test("a spread is left out of an object and of a list", () => {
  expect(ofKind("spread")).toEqual([
    "if (at - times.startedAt >= later) return { ⟦...times → ...{}⟧, startedAt };",
    "return [⟦...names.slice(0, LIMIT) → ...[]⟧];",
    "return [⟦...few → ...[]⟧, ...none].map(lengthOf);",
    "return [...few, ⟦...none → ...[]⟧].map(lengthOf);",
  ]);
});
