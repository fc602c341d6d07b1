import type { Mutant } from "../mutant.ts";
import type { Operator, Source } from "../program.ts";
import { switched } from "../switches.ts";
import { movedBounds } from "./bounds.ts";
import { exchangedNames } from "./names.ts";
import { spreadsLeftOut } from "./spreads.ts";

/** The slips that people make and that compile: a name for another one, a bound that is off by one, a lost spread. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  name: exchangedNames,
  bound: movedBounds,
  spread: spreadsLeftOut,
};

/** Returns the mutants of a file, and the text that holds them. */
export function mutantsOf(source: Source): { readonly mutants: readonly Mutant[]; readonly text: string } {
  const { file } = source;
  const changes = Object.entries(OPERATORS).flatMap(([kind, operator]) =>
    operator(source).map((change) => ({ file, kind, ...change })),
  );
  const mutants = changes.map((change, index) => ({ id: `${file}:${index}`, ...change }));
  return { mutants, text: switched(source.tree.text, mutants) };
}
