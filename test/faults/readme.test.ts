import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rowsOf } from "../document-text.ts";
import { FAULTS } from "./mishaps.ts";
import { MUTANTS } from "./mutants/all.ts";

const FAILURES = readFileSync(new URL("../../docs/failures.md", import.meta.url), "utf8");
const FAULT_NAMES = new Set<string>(FAULTS);
const MUTANT_NAMES = new Set(MUTANTS.map(({ name }) => name));

/** What each failure that the document tells of lacks: a fault of the world, and a mutant that is killed by it. */
function unproved(document: string): string[] {
  const failures = rowsOf(document, "What happens when");
  const proofs = new Map(
    rowsOf(document, "How it is proved").map(([number = "", ...named]) => [number, named]),
  );
  const numbers = new Set(failures.map(([number]) => number));
  const unknown = [...proofs.keys()].filter((number) => !numbers.has(number));
  return [
    ...failures.flatMap(([number = "", failure]) => {
      const [faults = "", mutants = ""] = proofs.get(number) ?? [];
      const lacks = [...absent(faults, FAULT_NAMES, "fault"), ...absent(mutants, MUTANT_NAMES, "mutant")];
      return lacks.map((lack) => `${failure}: ${lack}`);
    }),
    ...unknown.map((number) => `row ${number} proves no failure`),
  ];
}

function absent(cell: string, known: ReadonlySet<string>, what: string): string[] {
  const names = cell.split(" · ").filter((name) => name !== "");
  if (names.length === 0) return [`names no ${what}`];
  return names.filter((name) => !known.has(name)).map((name) => `${name} is no ${what}`);
}

test("what the document tells of failures names the faults of the world and the mutants that show it", () => {
  const failures = rowsOf(FAILURES, "What happens when");
  expect(failures.map(([number]) => number)).toEqual(failures.map((_, index) => String(index + 1)));
  expect(failures.length).toBeGreaterThan(20);
  expect(unproved(FAILURES)).toEqual([]);
});

test("a row that names nothing, or what is not there, is found out", () => {
  const document = `# Failures

## What happens when

| row | what happens | you see | what is kept |
|---|---|---|---|
| 1 | the moon falls down | a light | nothing |
| 2 | it rains | umbrellas | the feed |
| 3 | a feed fails | a line | the poll |

## How it is proved

| row | what goes wrong | a bug that is found |
|---|---|---|
| 2 | rain · feed hung | the roof leaks |
| 3 | feed hung | the fetcher waits for ever |
| 4 | feed hung | the fetcher waits for ever |
`;
  expect(unproved(document)).toEqual([
    "the moon falls down: names no fault",
    "the moon falls down: names no mutant",
    "it rains: rain is no fault",
    "it rains: the roof leaks is no mutant",
    "row 4 proves no failure",
  ]);
});
