import { expect, test } from "vitest";
import { takeLook } from "../../functions/core/believed.ts";
import { isLook } from "../../functions/core/context.ts";
import { fold } from "../../functions/core/fold.ts";
import { foldPast } from "../../functions/core/fold-past.ts";
import { NEW_SYSTEM, type SystemState } from "../../functions/core/state.ts";
import { compare } from "./compare.ts";
import { described } from "./described.ts";
import { historyOf } from "./history.ts";

const HISTORIES = 300;

/** Folds each record, takes its look, and answers with what a fold of the looks alone makes of it. */
function throughThePast(): typeof fold {
  let live: SystemState = NEW_SYSTEM;
  return (past, outcome, context) => {
    const folded = fold(live, outcome, context);
    if (!isLook(folded)) return { ...folded, state: past };
    const taken = takeLook(live, folded, outcome.fetchedAt, context);
    live = taken.state;
    return foldPast(past, taken.look.past, context);
  };
}

test("under the rules of then, a fold of the looks tells what the records told", () => {
  for (let seed = 1; seed <= HISTORIES; seed++) {
    const history = historyOf(seed);
    const difference = compare(history, undefined, throughThePast());
    if (difference !== null) throw new Error(described({ history, difference }).join("\n"));
  }
  expect.assertions(0);
});
