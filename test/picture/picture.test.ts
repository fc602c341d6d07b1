import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PICTURE_FILE, picture, pictureLines } from "./picture.ts";
import { terminalSvg } from "./terminal-svg.ts";

const ROOT = join(import.meta.dirname, "../..");

test("the README's picture is what the code prints today: npm run picture draws it anew", () => {
  expect(readFileSync(join(ROOT, PICTURE_FILE), "utf8")).toBe(picture());
});

test("a second run draws the same bytes", () => {
  expect(picture()).toBe(picture());
});

test("a newcomer soon sees few e-bikes begin and end, and no more of them than of empty stations", () => {
  const beginning = (word: string) =>
    pictureLines().filter(({ text }) => text.slice(8).startsWith(`  ${word}  `)).length;
  expect(beginning("few e-bikes ended")).toBeGreaterThan(0);
  expect(beginning("few e-bikes")).toBeGreaterThan(0);
  expect(beginning("few e-bikes")).toBeLessThanOrEqual(beginning("empty"));
});

test("no line is wider than the terminal, and each kind of line is there", () => {
  const lines = pictureLines();
  expect(lines.filter(({ text }) => [...text].length > 80)).toEqual([]);
  expect(new Set(lines.map(({ look }) => look))).toEqual(new Set(["typed", "plain", "dim"]));
  expect(lines.some(({ text }) => /^07:\d\d:00 {2}empty {2}/.test(text))).toBe(true);
});

test("what a feed names cannot leave its text element", () => {
  const svg = terminalSvg([{ text: '</text><script>"&', look: "plain" }], 80, "a <b>");
  expect(svg).not.toMatch(/<script|<b>/);
  expect(svg).toContain('&lt;/text&gt;&lt;script&gt;"&amp;</text>');
});
