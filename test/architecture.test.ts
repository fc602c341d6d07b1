import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { violationsIn } from "./architecture.ts";
import { importsOf } from "./source-imports.ts";

const ROOT = join(import.meta.dirname, "..");
const FIXTURE = join(import.meta.dirname, "fixtures/architecture");

/** Texts by path. A fixture's files end in `.fixture`, so that no other tool takes them for project files. */
function filesIn(root: string, folders: readonly string[], ending: string): Map<string, string> {
  const paths = folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true }).map((path) => `${folder}/${path}`),
    )
    .filter((path) => path.endsWith(ending));
  return new Map(
    paths.map((path) => [path.replace(/\.fixture$/, ""), readFileSync(join(root, path), "utf8")]),
  );
}

const PRODUCT = ["functions", "infra", "local", "cli"];
const FOLDERS = [...PRODUCT, "test/model"];

test("imports go one way in the project", () => {
  const project = filesIn(ROOT, FOLDERS, ".ts");
  expect(project.size).toBeGreaterThan(60);
  expect(violationsIn(project)).toEqual([]);
});

test("no product file is longer than 230 lines", () => {
  const long = [...filesIn(ROOT, PRODUCT, ".ts"), ...filesIn(ROOT, PRODUCT, ".mjs")].filter(
    ([, text]) => text.split("\n").length - 1 > 230,
  );
  expect(long.map(([path]) => path)).toEqual([]);
});

test("every rule rejects what breaks it, and nothing else", () => {
  const rejected = filesIn(FIXTURE, FOLDERS, ".ts.fixture");
  const expected = readFileSync(join(FIXTURE, "rejected.txt"), "utf8").trim().split("\n");
  expect(violationsIn(rejected)).toEqual(expected);
});

describe("imports are found", () => {
  const table: [text: string, target: string, isType: boolean][] = [
    ['import { a } from "./a.ts";', "functions/core/a.ts", false],
    ['import "../store/a.ts";', "functions/store/a.ts", false],
    ['import type { A } from "../../infra/a.ts";', "infra/a.ts", true],
    ['import { type A } from "./a.ts";', "functions/core/a.ts", false],
    ['import type from "./a.ts";', "functions/core/a.ts", false],
    ['import * as z from "zod";', "zod", false],
    ['export * from "./a.ts";', "functions/core/a.ts", false],
    ['export { a } from "node:fs";', "node:fs", false],
    ['export type { A } from "./a.ts";', "functions/core/a.ts", true],
    ['const a = await import("./a.ts");', "functions/core/a.ts", false],
    ['let a: import("./a.ts").A;', "functions/core/a.ts", true],
  ];
  test.each(table)("%s", (text, target, isType) => {
    expect(importsOf("functions/core/here.ts", text)).toEqual([{ target, isType }]);
  });

  test("and none where there is none", () => {
    expect(
      importsOf("a.ts", 'export const text = "import x"; // import "y"\nexport { text as other };'),
    ).toEqual([]);
  });

  test("or the file is told to be beyond reading", () => {
    expect(() => importsOf("a.ts", "import {")).toThrow("a.ts: ");
    expect(() => importsOf("a.ts", "const a = await import(name);")).toThrow("names no module by a literal");
  });
});
