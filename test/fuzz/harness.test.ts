import fc from "fast-check";
import { expect, test } from "vitest";
import { fuzz, fuzzLater, type Parser } from "./harness.ts";
import { hostileText, jsonLike, longTexts } from "./hostile.ts";

class Refusal extends Error {}

const inputs = jsonLike({ name: "a", list: [1, 2] });
const refusals = [Refusal];
/** The watchdog must end these cases. */
const HANG_MS = 250;

function refused(message: string): never {
  throw new Refusal(message);
}

/** Copies every field recursively, as many libraries once did, `__proto__` included. */
function merge(target: Record<string, unknown>, source: object): void {
  for (const [key, value] of Object.entries(source)) {
    const there = target[key];
    if (typeof value === "object" && value !== null && typeof there === "object" && there !== null) {
      merge(there as Record<string, unknown>, value);
    } else target[key] = value;
  }
}

function merged(text: string): object {
  const target = {};
  try {
    merge(target, JSON.parse(text) as object);
  } catch {
    // It ignores text that is not JSON.
  }
  return target;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refused("is no JSON");
  }
}

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

const BROKEN: readonly [string, Parser<string, unknown>, RegExp][] = [
  [
    "throws what it did not promise",
    { inputs, refusals, parse: (text) => JSON.parse(text) },
    /it crashed: Syn/,
  ],
  [
    "takes a field of what may be null",
    { inputs, refusals, parse: (text) => (parsed(text) as { list: unknown[] }).list.length },
    /it crashed: TypeError/,
  ],
  [
    "recurses as deep as its input",
    { inputs, refusals, parse: (text) => depthOf(parsed(text)) },
    /it crashed: RangeError/,
  ],
  ["tells its stack", { inputs, refusals, parse: () => refused(new Error("no").stack ?? "") }, /to match/],
  ["says nothing", { inputs, refusals, parse: () => refused("") }, /to match/],
  [
    "repeats all that it was given",
    { inputs: hostileText, refusals, parse: (text) => refused(JSON.stringify(text)) },
    /less than or equal to 700/,
  ],
  ["pollutes a prototype", { inputs, parse: merged }, /what was put on a prototype/],
  [
    "gives far more than it was given",
    { inputs, parse: (text) => "x".repeat(100 * text.length) },
    /what it gives/,
  ],
  [
    "breaks what it declares",
    { inputs, parse: (text) => text.length, check: (length) => expect(length).toBeLessThan(100) },
    /to be less than 100/,
  ],
  ["never ends", { inputs, parse: (text) => endless(text !== "") }, /timed out/],
  [
    "grows with the square of its input",
    { inputs: fc.constant(""), parse: (text) => /\/+$/.test(text), long: longTexts() },
    /timed out/,
  ],
];

function endless(holds: boolean): void {
  while (holds);
}

test.each(BROKEN)("a parser is rejected that %s", (_what, parser, why) => {
  const hangMs = why.source === "timed out" ? HANG_MS : undefined;
  expect(() => fuzz(parser, hangMs)).toThrow(why);
});

test("so is one that answers later", async () => {
  const later = { inputs, refusals, parse: async (text: string) => JSON.parse(text) as unknown };
  await expect(fuzzLater(later)).rejects.toThrow(/it crashed: SyntaxError/);
  await expect(fuzzLater({ ...later, parse: async () => refused("") })).rejects.toThrow(/to match/);
});

test("a parser that does as it says is accepted", () => {
  fuzz({ inputs, refusals, parse: parsed, long: longTexts() });
});
