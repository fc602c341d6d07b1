import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { STATION_RULES } from "../../functions/core/station-rules.ts";
import { fences } from "../document-text.ts";
import { EXAMPLE_ROW } from "./example-rule.ts";
import { document, ROOT } from "./files.ts";

const linesOf = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
const [shown] = fences(document("CONTRIBUTING.md")).flatMap(({ language, text }) =>
  language === "ts" ? [linesOf(text)] : [],
);
const compiled = linesOf(readFileSync(join(ROOT, "test/documents/example-rule.ts"), "utf8"));

/** Are these lines, one after the other, in what is compiled? */
function isCompiled(row: readonly string[]): boolean {
  return row.length > 0 && compiled.join("\n").includes(row.slice(1, -1).join("\n"));
}

describe("the rule that CONTRIBUTING.md adds", () => {
  test("is what the compiler has read", () => {
    expect(shown?.length).toBeGreaterThan(10);
    expect(isCompiled(shown ?? [])).toBe(true);
  });

  test("is found out where it has rotted", () => {
    expect(isCompiled((shown ?? []).map((line) => line.replace("counts:", "counted:")))).toBe(false);
  });

  test("has the next number, and a name that is free", () => {
    expect(EXAMPLE_ROW.number).toBe(Math.max(...STATION_RULES.map(({ number }) => number)) + 1);
    expect(STATION_RULES.map(({ name }) => name as string)).not.toContain(EXAMPLE_ROW.name);
  });
});
