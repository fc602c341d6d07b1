import { describe, expect, test } from "vitest";
import { linesOf, showsAlert, wrongIn } from "./terminal-text.ts";

/** As a terminal of 80 columns gets it: npm's spinner, colours, the echo of Ctrl-C. */
const GOOD = [
  "\u2819\u001b[1G\u001b[0K\u2839\u001b[1G\u001b[0K\r",
  `npm notice ${"x".repeat(100)}\r`,
  "added 175 packages in 11s\r",
  "> stationwatch@0.1.0 start\r",
  "> tsx build.ts && node dist/local/start.mjs\r",
  "\r",
  "stationwatch watches a simulated city, Riverton.\r",
  "Ctrl-C ends.\r",
  "18:20:53  full             Granary Yard (riverton) · 47 Larkfield Road\r",
  "\u001b[2m18:20:54  no longer full   Granary Yard (riverton)\u001b[22m\r",
  "^C4 polls, 2 alerts opened.\r",
  "",
].join("\n");

test("the text of a start that went well has nothing wrong in it", () => {
  expect(wrongIn(GOOD, 80)).toEqual([]);
});

test("what is painted over on its line is not counted, nor are colours", () => {
  expect(linesOf("one\rtwo\r\n\u001b[2mthree\u001b[22m")).toEqual(["two", "three"]);
});

describe("a start is wrong that", () => {
  const ALERT_LINES = /^[^\n]*full [^\n]*\n/gm;
  test.each([
    ["never began", GOOD.slice(0, GOOD.indexOf("> stationwatch")), "npm start was never begun"],
    ["does not greet", GOOD.replace("stationwatch watches", "watching"), "no line greets"],
    ["tells of no alert", GOOD.replace(ALERT_LINES, ""), "no line tells of an alert"],
    ["dies at Ctrl-C", GOOD.replace(/\^C.*/, "^C"), "no line takes leave after Ctrl-C"],
    [
      "prints a stack",
      GOOD.replace("Ctrl-C ends.", "    at run (file:///home/a b/dist/local/start.mjs:10:5)"),
      "a stack trace: at run (file:///home/a b/dist/local/start.mjs:10:5)",
    ],
    [
      "prints a stack without names",
      GOOD.replace("Ctrl-C ends.", "    at node:internal/main:10:5"),
      "a stack trace: at node:internal/main:10:5",
    ],
    [
      "warns",
      GOOD.replace("Ctrl-C ends.", "(node:7) ExperimentalWarning: SQLite"),
      "a complaint: (node:7) ExperimentalWarning: SQLite",
    ],
    ["fails in npm", GOOD.replace("added", "npm error code 1\r\nadded"), "a complaint: npm error code 1"],
    [
      "prints a line of 81 columns",
      GOOD.replace("Ctrl-C ends.", "x".repeat(81)),
      `a line of 81 columns, expected at most 80: ${"x".repeat(81)}`,
    ],
  ])("%s", (_, text, sentence) => {
    expect(text).not.toBe(GOOD);
    expect(wrongIn(text, 80)).toContain(sentence);
  });
});

test("an alert is there once its line is whole", () => {
  const end = GOOD.indexOf("full ") + 5;
  expect(showsAlert(GOOD.slice(0, end))).toBe(false);
  expect(showsAlert(GOOD)).toBe(true);
});
