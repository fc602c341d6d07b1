import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { anchorOf, headingsOf, tablesOf } from "../document-text.ts";
import { PICTURE_FILE } from "../picture/picture.ts";
import { DOCUMENTS, document, ROOT } from "./files.ts";

const README = document("README.md");
const LINES_MAX = 150;

describe("README.md", () => {
  test(`has at most ${LINES_MAX} lines`, () => {
    expect(README.split("\n").length - 1).toBeLessThanOrEqual(LINES_MAX);
  });

  test("asks what people ask, and its contents name each question in order", () => {
    const headings = headingsOf(README, 2);
    expect(headings.filter((heading) => !heading.endsWith("?"))).toEqual([]);
    const contents = README.slice(0, README.indexOf("\n## "));
    const linked = [...contents.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    expect(linked).toEqual(headings.map(anchorOf));
  });

  test("says its version, and shows the picture before the first question", () => {
    const [minor = ""] = /^\d+\.\d+/.exec(packageJson.version) ?? [];
    expect(README).toContain(`**Status:** version ${minor}.`);
    expect(README.slice(0, README.indexOf("\n## "))).toContain(`](${PICTURE_FILE})`);
    expect(existsSync(join(ROOT, PICTURE_FILE))).toBe(true);
  });
});

/** Tables of which a column has no head, or a row too many or too few cells. */
function brokenTables(markdown: string): string[] {
  return tablesOf(markdown).flatMap(({ head, rows }) => {
    const uneven = rows.filter((row) => row.length !== head.length);
    return head.includes("") || rows.length === 0 || uneven.length > 0 ? [head.join(" | ")] : [];
  });
}

describe("tables", () => {
  test.each([...DOCUMENTS])("have a head above each column: %s", (_, text) => {
    expect(brokenTables(text)).toEqual([]);
  });

  test("without one are found out", () => {
    const broken =
      "| a | |\n|---|---|\n| 1 | 2 |\n\n| a | b |\n|---|---|\n| 1 |\n\n| c | d |\n|---|---|\n| 1 | 2 |\n";
    expect(brokenTables(broken)).toEqual(["a | ", "a | b"]);
  });
});
