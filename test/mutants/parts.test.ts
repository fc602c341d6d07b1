import { expect, test } from "vitest";
import { changedLines, linesAdded } from "./changed-lines.ts";
import { lineOf, type Mutant, mutated, shown } from "./mutant.ts";
import { applied, functionAround } from "./reach.ts";
import { missedShares, type Result, tableOf } from "./results.ts";
import { readSurvivors } from "./survivors.ts";
import { testOrder } from "./test-order.ts";

const TEXT = "const a = 1;\nif (a > 1 &&\n    b) stop();\n";
const MUTANT: Mutant = { file: "f.ts", start: 17, end: 22, replacement: "a < 1", kind: "x" };

test("a mutant changes its text, has a line, and is shown on one line", () => {
  expect(mutated(TEXT, MUTANT)).toBe("const a = 1;\nif (a < 1 &&\n    b) stop();\n");
  expect(lineOf(TEXT, MUTANT)).toBe(2);
  expect(shown(TEXT, MUTANT)).toBe("if (⟦a > 1 → a < 1⟧ &&");
  expect(shown(TEXT, { ...MUTANT, end: 31 })).toBe("if (⟦a > 1 && b → a < 1⟧) stop();");
});

test("the lines that a diff adds are counted from 1, by file", () => {
  const diff = [
    "--- f.ts",
    "+++ f.ts",
    "@@ -3,0 +4,2 @@ function f() {",
    "+one",
    "+two",
    "@@ -9 +11 @@",
    "-old",
    "+new",
    "@@ -20,2 +21,0 @@",
    "--- gone.ts",
    "+++ /dev/null",
    "@@ -1,2 +0,0 @@",
  ].join("\n");
  expect(linesAdded(diff)).toEqual(new Map([["f.ts", new Set([4, 5, 11])]]));
});

test("nothing is known to differ from a commit that is not at hand", () => {
  expect(changedLines(process.cwd(), "no-such-commit", ["functions"])).toBe(null);
});

test("changes are applied wherever they stand, and a function is found around an offset", () => {
  const changes = [
    { start: 0, end: 1, replacement: "A" },
    { start: 3, end: 3, replacement: "-" },
  ];
  expect(applied("abcd", changes)).toBe("Abc-d");
  const bodies = [
    { start: 10, end: 50 },
    { start: 20, end: 30 },
  ];
  expect([5, 10, 25, 30, 50].map((offset) => functionAround("f.ts", bodies, offset))).toEqual([
    "f.ts:-1",
    "f.ts:0",
    "f.ts:1",
    "f.ts:0",
    "f.ts:-1",
  ]);
});

test("tests that reach the function are tried, its own first, and all that load it where it runs on loading", () => {
  const reachOf = (name: string, ms: number, inTests: string[], whileLoading: string[] = []) => ({
    test: name,
    ms,
    inTests,
    whileLoading,
  });
  const order = testOrder(
    [
      reachOf("test/cli/slow.test.ts", 900, ["functions/core/f.ts:0"], ["functions/core/f.ts:2"]),
      reachOf("test/cli/quick.test.ts", 1, ["functions/core/f.ts:0"]),
      reachOf("test/core/near.test.ts", 50, ["functions/core/f.ts:0"]),
      reachOf("test/core/f.test.ts", 500, ["functions/core/f.ts:0"]),
      reachOf("test/core/other.test.ts", 1, ["functions/core/f.ts:1"]),
    ],
    (file) => new Set(file.includes("quick") ? [] : ["functions/core/f.ts"]),
  );
  const names = (reachedBy: string) =>
    order("functions/core/f.ts", reachedBy).map((one) => one.test.replace(/.*\/|\.test\.ts/g, ""));
  expect(names("functions/core/f.ts:0")).toEqual(["f", "near", "quick", "slow"]);
  expect(names("functions/core/f.ts:1")).toEqual(["other"]);
  expect(names("functions/core/f.ts:2")).toEqual(["f", "other", "near", "slow"]);
  expect(names("functions/core/f.ts:-1")).toEqual(["f", "other", "near", "slow"]);
});

test("a listed survivor is known by file and line, and one that is no mutant any more is told", () => {
  const survivors = readSurvivors(JSON.stringify({ equal: { "f.ts": ["one", "two"], "g.ts": ["three"] } }));
  expect(survivors.isListed("f.ts", "one")).toBe(true);
  expect(survivors.isListed("g.ts", "one")).toBe(false);
  expect(survivors.gone(["f.ts"], [["f.ts", "one"]])).toEqual(["f.ts: two"]);
});

test("results are told by file, and a folder of which too little is killed is named", () => {
  const resultOf = (file: string, killedBy: string | null): Result => ({
    file,
    kind: "x",
    line: 1,
    shown: "",
    killedBy,
  });
  const results = [
    resultOf("functions/core/f.ts", "a"),
    resultOf("functions/core/f.ts", null),
    resultOf("functions/poll/g.ts", "a"),
  ];
  expect(tableOf(results)).toBe(
    [
      "     1 of     2   50.0 %  functions/core/f.ts",
      "     1 of     1  100.0 %  functions/poll/g.ts",
      "     2 of     3   66.7 %  all",
      "",
    ].join("\n"),
  );
  expect(missedShares(results)).toEqual(["50.0 % killed in functions/core/, expected 97.0 %"]);
});
