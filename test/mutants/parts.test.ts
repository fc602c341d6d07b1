import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { changedLines, linesAdded } from "./changed-lines.ts";
import { lineOf, type Mutant, shown } from "./mutant.ts";
import type { Reach } from "./plan.ts";
import { missedShares, type Result, refusedOfChange, survivorsOf, tableOf, UNCLEAN } from "./results.ts";
import { readSurvivors } from "./survivors.ts";
import { TestOrder } from "./test-order.ts";

const TEXT = "const a = 1;\nif (a > 1 &&\n    b) stop();\n";
const MUTANT: Mutant = { id: "f.ts:0", file: "f.ts", start: 17, end: 22, replacement: "a < 1", kind: "x" };

test("a mutant has a line, and is shown on one line", () => {
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

test("a listed survivor is known by file and line, and one that is no mutant any more is told", () => {
  const text = JSON.stringify({
    slips: { equal: { "f.ts": ["one", "two"], "g.ts": ["three"] } },
    stryker: {},
  });
  const survivors = readSurvivors("slips", text);
  expect(survivors.isListed("f.ts", "one")).toBe(true);
  expect(survivors.isListed("g.ts", "one")).toBe(false);
  expect(survivors.gone(["f.ts"], [["f.ts", "one"]])).toEqual(["f.ts: two"]);
  expect(readSurvivors("stryker", text).isListed("f.ts", "one")).toBe(false);
});

test("which tests to run on a mutant: those that pass its place, and its own and the last killers first", () => {
  const testOf = (id: string, ms: number, ...passed: string[]) => ({ id, ms, steps: 1, passed });
  const reach: Reach[] = [
    {
      path: "slow.test.ts",
      tests: [testOf("a", 900, "m"), testOf("b", 1, "other")],
      outside: [],
      loading: ["n"],
    },
    { path: "cli/quick.test.ts", tests: [testOf("c", 100, "m")], outside: [], loading: [] },
    { path: "f.test.ts", tests: [testOf("d", 200, "m")], outside: [], loading: [] },
    { path: "around.test.ts", tests: [testOf("e", 300)], outside: ["m"], loading: [] },
    { path: "long.test.ts", tests: [testOf("f", 60_000, "m")], outside: [], loading: [] },
  ];
  const tests = reach.map(({ path }) => ({ path, loads: path.startsWith("cli") ? [] : ["f.ts"] }));
  const order = new TestOrder({ mutants: [], tests, msMax: 3_000 }, reach);
  const mutant = { id: "m", file: "f.ts" };
  const isCut = (id: string) => order.of({ ...mutant, id }).isCut;
  const triedOn = (id: string) => {
    const { files, whileLoading } = order.of({ ...mutant, id });
    return [files, whileLoading].map((of) =>
      of.map(({ path, tests }) => [path, ...tests.map((test) => test.id)].join(" ")),
    );
  };
  const passing = ["f.test.ts d", "around.test.ts e", "cli/quick.test.ts c", "slow.test.ts a"];
  expect(triedOn("m")).toEqual([passing, passing]);
  expect([isCut("m"), isCut("n"), isCut("other")]).toEqual([true, true, false]);
  order.note(mutant, "slow.test.ts");
  expect(triedOn("m")[0]?.slice(0, 2)).toEqual(["f.test.ts d", "slow.test.ts a"]);
  expect(triedOn("n")).toEqual([[], ["f.test.ts d", "slow.test.ts b a", "around.test.ts e"]]);
});

test("results are told by folder and kind, and a folder of which too little is killed is named", () => {
  const resultOf = (file: string, killedBy: string | null, listed = false): Result => ({
    file,
    kind: "x",
    line: 1,
    shown: "",
    killedBy,
    isCut: false,
    listed,
  });
  const results = [
    resultOf("functions/core/f.ts", "a"),
    resultOf("functions/core/f.ts", null),
    resultOf("functions/poll/g.ts", "a"),
    resultOf("functions/poll/g.ts", null, true),
  ];
  expect(tableOf(results)).toBe(
    [
      "  killed    left  listed    share",
      "       1       1       0   50.0 %  functions/core",
      "       1       0       1  100.0 %  functions/poll",
      "       2       1       1   66.7 %  x",
      "       2       1       1   66.7 %  all",
      "",
    ].join("\n"),
  );
  expect(survivorsOf(results)).toEqual([results[1]]);
  expect(missedShares(results)).toEqual(["50.0 % killed in functions/core, expected 97.0 %"]);
});

describe("a change is refused for a slip on its lines that survives", () => {
  const survivor: Result = {
    file: "functions/core/f.ts",
    kind: "name",
    line: 1,
    shown: "a",
    killedBy: null,
    isCut: false,
    listed: false,
  };
  const refused = [
    "1 slips on changed lines survive all tests, and are not listed in test/mutants/survivors.json",
  ];

  const unclean = ["functions/dirty", "functions/core/dirty.ts"];
  test.each<[string, Partial<Result>, string[]]>([
    ["all tests", {}, refused],
    ["no test, since one kills it", { killedBy: "f.test.ts" }, []],
    ["and is not listed", { listed: true }, []],
    ["all tests, not only those for which there was time", { isCut: true }, []],
    ["in a folder of which others survive", { file: "functions/dirty/f.ts" }, []],
    ["in a file of which others survive", { file: "functions/core/dirty.ts" }, []],
    ["in a folder, not in one whose name begins likewise", { file: "functions/dirty-too/f.ts" }, refused],
  ])("%s", (_what, more, sentences) => {
    expect(refusedOfChange([{ ...survivor, ...more }], unclean)).toEqual(sentences);
  });
});

test("what is not clean yet is there", () => {
  for (const path of UNCLEAN) expect([path, existsSync(path)]).toEqual([path, true]);
});
