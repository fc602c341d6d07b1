import type { Mutant } from "../mutant.ts";
import type { Operator, Source } from "../program.ts";
import { movedBounds } from "./bounds.ts";
import { exchangedNames } from "./names.ts";
import { spreadsLeftOut } from "./spreads.ts";

/** The slips that people make and that compile: a name for another one, a bound that is off by one, a lost spread. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  name: exchangedNames,
  bound: movedBounds,
  spread: spreadsLeftOut,
};

export function mutantsOf(source: Source): Mutant[] {
  return Object.entries(OPERATORS).flatMap(([kind, operator]) =>
    operator(source).map((change) => ({ file: source.file, kind, ...change })),
  );
}
