import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { brokenLinks, missingPaths } from "../document-text.ts";
import { DOCUMENTS } from "./files.ts";

const ROOT = join(import.meta.dirname, "../..");
const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

/** Files that are the feed's, the user's or the build's, or in each of several folders. */
const ELSEWHERE = new Set([
  "gbfs.json",
  "system_alerts.json",
  "tape.json",
  "alerts.csv",
  "patient.json",
  "contract.json",
  ".ci/terminal.txt",
  "cdk.out",
  "dist",
  "handler.ts",
  "ports.ts",
]);

describe.each([...DOCUMENTS])("%s", (file, text) => {
  it("names only files and folders that are there", () => {
    expect(missingPaths(text, ROOT, ELSEWHERE, dirname(file))).toEqual([]);
  });

  it("links only to files and headings that are there", () => {
    expect(brokenLinks(text, file, ROOT)).toEqual([]);
  });

  it("names only scripts that are there", () => {
    const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script);
    expect(named.filter((script) => !Object.keys(scripts).includes(script ?? ""))).toEqual([]);
  });
});

describe("a document that has rotted", () => {
  const rotten = `See \`local/brew.ts\`, [the plan](PLAN.md), \`functions/core\` with \`gone.ts\`; \`systemId/stationId\` is no path.
[Here](#there), [a heading](../README.md#how-do-i-brew) and [another](../README.md#how-do-i-try-it).`;

  it("is refused for paths that are not there", () => {
    expect(missingPaths(rotten, ROOT, ELSEWHERE)).toEqual(["local/brew.ts", "gone.ts"]);
  });

  it("is refused for links that lead nowhere", () => {
    const broken = ["PLAN.md", "#there", "../README.md#how-do-i-brew"];
    expect(brokenLinks(rotten, "docs/rotten.md", ROOT)).toEqual(broken);
  });
});
