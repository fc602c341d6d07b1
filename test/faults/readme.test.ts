import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FAULTS } from "./mishaps.ts";
import { MUTANTS } from "./mutants/all.ts";

const README = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const HEADING = "## What happens when…\n";
const FAULT_NAMES = new Set<string>(FAULTS);
const MUTANT_NAMES = new Set(MUTANTS.map(({ name }) => name));

/** The cells of the section's rows, heads apart. */
function rowsOf(document: string): string[][] {
  const section = document.split(HEADING)[1]?.split(/^## /m)[0] ?? "";
  const lines = section.split("\n").filter((line, at, all) => {
    const isHead = /^\|[-|]+\|$/.test(all[at + 1] ?? "") || /^\|[-|]+\|$/.test(line);
    return line.startsWith("|") && !isHead;
  });
  return lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** What each failure that the section tells of lacks: a fault of the world, and a mutant that is killed by it. */
function unproved(document: string): string[] {
  const rows = rowsOf(document);
  const proofs = new Map(
    rows.flatMap(([number = "", ...named]) => (named.length === 2 ? [[number, named]] : [])),
  );
  return rows.flatMap(([failure, , , number = "", ...more]) => {
    if (number === "" || more.length > 0) return [];
    const [faults = "", mutants = ""] = proofs.get(number) ?? [];
    return [...absent(faults, FAULT_NAMES, "fault"), ...absent(mutants, MUTANT_NAMES, "mutant")].map(
      (lack) => `${failure}: ${lack}`,
    );
  });
}

function absent(cell: string, known: ReadonlySet<string>, what: string): string[] {
  const names = cell.split(" · ").filter((name) => name !== "");
  if (names.length === 0) return [`names no ${what}`];
  return names.filter((name) => !known.has(name)).map((name) => `${name} is no ${what}`);
}

test("what the README tells of failures names the faults of the world and the mutants that show it", () => {
  expect(rowsOf(README).filter((row) => row.length === 4).length).toBeGreaterThan(15);
  expect(unproved(README)).toEqual([]);
});

test("a row that names nothing, or what is not there, is found out", () => {
  const document = `${HEADING}
| | you see | what is kept | |
|---|---|---|---|
| the moon falls down | a light | nothing | 1 |
| it rains | umbrellas | the feed | 2 |
| a feed fails | a line | the poll | 3 |

| | what goes wrong | a bug that is found |
|---|---|---|
| 2 | rain · feed hung | the roof leaks |
| 3 | feed hung | the fetcher waits for ever |

## Deploy
`;
  expect(unproved(document)).toEqual([
    "the moon falls down: names no fault",
    "the moon falls down: names no mutant",
    "it rains: rain is no fault",
    "it rains: the roof leaks is no mutant",
  ]);
});
