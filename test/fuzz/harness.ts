import { createContext, Script } from "node:vm";
import fc from "fast-check";
import { expect } from "vitest";
import { isBadInput } from "../../functions/core/bad-input.ts";

/** A parser under test. */
export interface Parser<Input, Output> {
  readonly inputs: fc.Arbitrary<Input>;
  readonly parse: (input: Input) => Output;
  /** Exactly these errors are refusals; any other is a crash. When absent, the parser never throws. */
  readonly refusals?: readonly ErrorClass[];
  /** Checks what must hold of every output. */
  readonly check?: (output: Awaited<Output>, input: Input) => void;
  /** Long inputs that show when work grows faster than the input. */
  readonly long?: readonly Input[];
  /** The number of runs, when the default is too high or too low. */
  readonly runs?: number;
}

type ErrorClass = abstract new (...args: never[]) => Error;
type Outcome<Output> = { readonly output: Output } | { readonly error: unknown };

const SEED = 20_261_124;
const RUNS = 120;
/** In characters. The longest sentence lists every key of an entry of systems.json. */
const SENTENCE_CHARACTERS_MAX = 700;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there.
const LINE = /^[^\u0000-\u001f]+$/;
const INPUT_CHARACTERS_SHOWN = 1_000;
/** Wall time that only ends what hangs: a busy machine may take a hundred times as long as an idle one. */
const HANG_MS = 60_000;
/** CPU that one long input may take, a hundred times what the slowest parser needs. A busy machine changes it little. */
const LONG_CPU_MS = 2_500;
/** Names and nulls may make an output heavier than its input, but only within these bounds. */
const WEIGHT_FLOOR = 5_000;
const WEIGHT_FACTOR = 40;

/** Throws for an input that makes the parser crash, hang, pollute a prototype, or return far more than it was given. */
export function fuzz<Input, Output>(parser: Parser<Input, Output>, hangMs = HANG_MS): void {
  const examine = (input: Input) => {
    const outcome = attempt(() => parser.parse(input));
    expectPrototypesUntouched();
    judge(parser as Parser<Input, Awaited<Output>>, input, outcome as Outcome<Awaited<Output>>);
  };
  const property = fc.property(parser.inputs, examine);
  withinMs(hangMs, () => report(fc.check(property, { seed: SEED, numRuns: parser.runs ?? RUNS })));
  for (const input of parser.long ?? []) {
    const before = process.cpuUsage();
    withinMs(hangMs, () => examine(input));
    expect(process.cpuUsage(before).user / 1_000, "milliseconds of CPU").toBeLessThan(LONG_CPU_MS);
  }
}

/** The same for an asynchronous parser; the test's own time-out ends one that hangs. */
export async function fuzzLater<Input, Output>(parser: Parser<Input, Promise<Output>>): Promise<void> {
  const property = fc.asyncProperty(parser.inputs, async (input) => {
    const outcome = await parser.parse(input).then(
      (output) => ({ output }),
      (error: unknown) => ({ error }),
    );
    expectPrototypesUntouched();
    judge(parser as Parser<Input, unknown>, input, outcome as Outcome<unknown>);
  });
  report(await fc.check(property, { seed: SEED, numRuns: parser.runs ?? RUNS }));
}

/** Reports like fast-check, but shortens inputs of a hundred thousand characters. */
function report<Inputs>({ failed, counterexample, errorInstance }: fc.RunDetails<Inputs>): void {
  if (!failed) return;
  const input = fc.stringify(counterexample).slice(0, INPUT_CHARACTERS_SHOWN);
  const why = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  throw new Error(`${why.slice(0, INPUT_CHARACTERS_SHOWN)}\nwhere the input is ${input}`, {
    cause: errorInstance,
  });
}

function attempt<Output>(parse: () => Output): Outcome<Output> {
  try {
    return { output: parse() };
  } catch (error) {
    return { error };
  }
}

function judge<Input, Output>(parser: Parser<Input, Output>, input: Input, outcome: Outcome<Output>): void {
  if ("error" in outcome) {
    const { error } = outcome;
    const isRefusal = parser.refusals?.some((type) => error instanceof Error && error.constructor === type);
    if (isRefusal !== true || !(error instanceof Error))
      throw new Error(`it crashed: ${error}`, { cause: error });
    // A configuration with several problems has a sentence for each.
    const sentences = isBadInput(error) ? error.message.split("\n") : [error.message];
    expect(sentences.length).toBeLessThanOrEqual(SENTENCES_MAX);
    for (const sentence of sentences) expectSentence(sentence);
    return;
  }
  expect(weight(outcome.output), "what it gives").toBeLessThan(WEIGHT_FLOOR + WEIGHT_FACTOR * weight(input));
  parser.check?.(outcome.output as Awaited<Output>, input);
}

/** Twenty problems, and how many more there are. */
const SENTENCES_MAX = 21;

/** Expects one line of bounded length without paths or stack frames. */
export function expectSentence(sentence: string, charactersMax = SENTENCE_CHARACTERS_MAX): void {
  expect(sentence).toMatch(LINE);
  expect(sentence).not.toMatch(
    / {4}at |\.[jt]s:\d+|node:internal|\[object |undefined is not|Cannot read prop|call stack|array length/,
  );
  expect([...sentence].length).toBeLessThanOrEqual(charactersMax);
}

/** The size of a value: its parts and the characters of its texts. */
function weight(value: unknown): number {
  let sum = 0;
  const parts: unknown[] = [value];
  while (parts.length > 0) {
    const part = parts.pop();
    sum += 1;
    if (typeof part === "string") sum += part.length;
    else if (ArrayBuffer.isView(part)) sum += part.byteLength;
    else if (typeof part === "object" && part !== null) {
      const inside: Iterable<unknown> =
        part instanceof Map || part instanceof Set ? part.entries() : Object.entries(part);
      for (const entry of inside) for (const one of entry as unknown[]) parts.push(one);
    }
  }
  return sum;
}

/** The prototypes that every object inherits. */
const PROTOTYPES = [Object.prototype, Array.prototype].map((prototype) => ({
  prototype,
  own: new Map(Object.entries(Object.getOwnPropertyDescriptors(prototype))),
}));

/** Also restores the prototypes, which would otherwise break whatever runs next. */
function expectPrototypesUntouched(): void {
  const touched = PROTOTYPES.flatMap(({ prototype, own }) => {
    const added = Object.getOwnPropertyNames(prototype).filter((key) => !own.has(key));
    for (const key of added) Reflect.deleteProperty(prototype, key);
    const changed = [...own].filter(([key, was]) => {
      return Object.getOwnPropertyDescriptor(prototype, key)?.value !== was.value;
    });
    for (const [key, was] of changed) Object.defineProperty(prototype, key, was);
    return [...added, ...changed.map(([key]) => key)];
  });
  expect(touched, "what was put on a prototype").toEqual([]);
}

const WORK = new Script("work()");

/** Uses the engine's own watchdog, since nothing else ends an endless loop. */
function withinMs(timeoutMs: number, work: () => void): void {
  WORK.runInContext(createContext({ work }), { timeout: timeoutMs });
}
