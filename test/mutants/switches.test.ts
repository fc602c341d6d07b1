import { transformSync } from "esbuild";
import { expect, test } from "vitest";
import type { Place } from "./program.ts";
import { IS_TRIED, switched } from "./switches.ts";

/** Finds `from` in the text: the mutant that makes it `to`. */
function mutantOf(text: string, id: string, place: Place, from: string, to: string) {
  const start = text.lastIndexOf(from);
  return { id, place, start, end: start + from.length, replacement: to };
}

/** What the expression is while a mutant is tried. */
function resultOf(text: string, tried: string): unknown {
  const { code } = transformSync(`value = ${text}`, { loader: "ts" });
  const run = new Function(IS_TRIED, "a", "b", `let value; ${code}; return value;`);
  return run((id: string) => id === tried, { x: 1, y: 50 }, { x: 30, y: [40] });
}

const text = "[a.x < b.x, [...b.y], (({ x }) => x)(a), { b }, a?.x]";
const mutants = [
  mutantOf(text, "bound", "expression", "b.x", "(b.x - 29)"),
  mutantOf(text.slice(0, 12), "name", "expression", "b", "a"),
  mutantOf(text.slice(0, 4), "field", "member", "x", "y"),
  mutantOf(text, "spread", "spread", "...b.y", "...[]"),
  mutantOf(text.slice(0, 28), "pattern", "pattern", "x", "y: x"),
  mutantOf(text, "short", "shorthand", "b ", "b: a "),
  mutantOf(text, "perhaps", "member", "x", "y"),
];

test("a text that holds mutants is as it was when none is tried", () => {
  expect(resultOf(switched(text, mutants), "")).toEqual([true, [40], 1, { b: { x: 30, y: [40] } }, 1]);
});

test.each(mutants)("and with $id tried it is what that mutant's own text is", (mutant) => {
  const alone = text.slice(0, mutant.start) + mutant.replacement + text.slice(mutant.end);
  expect(resultOf(switched(text, mutants), mutant.id)).toEqual(resultOf(alone, ""));
  expect(resultOf(alone, "")).not.toEqual(resultOf(text, ""));
});
