import { stripVTControlCharacters } from "node:util";
import { STATION_RULES } from "../../functions/core/station-rules.ts";

const RULE_WORDS = STATION_RULES.flatMap(({ words }) => [words.opened, words.resolved]);
const ALERT = new RegExp(`^\\d\\d:\\d\\d:\\d\\d +(${RULE_WORDS.join("|")}) +\\S`);
const GREETING = /^stationwatch watches \S/;
const GOODBYE = /^\d+ polls?, \d+ alerts? opened\.$/;
const STACK = /^\s+at \S.*:\d+:\d+\)?$/;
const COMPLAINT = /(Experimental|Deprecation)Warning|npm (error|ERR!)|^\w*Error: |unhandled/i;

/** Returns the lines as they are left on the screen: a carriage return begins its line anew. */
export function linesOf(text: string): string[] {
  return text.split("\n").map((line) => stripVTControlCharacters(line).trimEnd().split("\r").at(-1) ?? "");
}

/** True once a whole alert line is there. */
export function showsAlert(text: string): boolean {
  return linesOf(text)
    .slice(0, -1)
    .some((line) => ALERT.test(line));
}

/**
 * Returns what is wrong with the terminal's text of `npm ci && npm start` and a Ctrl-C, a sentence each. The width of
 * what npm says before the start is npm's business.
 */
export function wrongIn(text: string, columns: number): string[] {
  const lines = linesOf(text).map((line) => line.replace(/^\^C/, ""));
  const start = lines.findIndex((line) => /^> .+ start$/.test(line));
  const own = start === -1 ? [] : lines.slice(start);
  const wrong: string[] = [];
  if (start === -1) wrong.push("npm start was never begun");
  if (!own.some((line) => GREETING.test(line))) wrong.push("no line greets");
  if (!own.some((line) => ALERT.test(line))) wrong.push("no line tells of an alert");
  if (!own.some((line) => GOODBYE.test(line))) wrong.push("no line takes leave after Ctrl-C");
  for (const line of lines) {
    if (STACK.test(line)) wrong.push(`a stack trace: ${line.trim()}`);
    else if (COMPLAINT.test(line)) wrong.push(`a complaint: ${line}`);
  }
  for (const line of own) {
    const width = [...line].length;
    if (width > columns) wrong.push(`a line of ${width} columns, expected at most ${columns}: ${line}`);
  }
  return wrong;
}
