import { type Look, takeLook } from "../../functions/core/believed.ts";
import { type FoldContext, isLook } from "../../functions/core/context.ts";
import { fold } from "../../functions/core/fold.ts";
import type { PollOutcome } from "../../functions/core/observation.ts";
import { NEW_SYSTEM, type SystemState } from "../../functions/core/state.ts";
import { contextOf } from "./builders.ts";

export interface Played {
  readonly state: SystemState;
  readonly looks: readonly Look[];
}

/** Folds the polls in order and takes the look of each that is not old. */
export function looksOf(
  outcomes: readonly PollOutcome[],
  more: Partial<FoldContext> = {},
  from: SystemState = NEW_SYSTEM,
): Played {
  let state = from;
  const looks: Look[] = [];
  for (const outcome of outcomes) {
    const context = contextOf({ arrivedAt: outcome.fetchedAt, ...more });
    const folded = fold(state, outcome, context);
    if (!isLook(folded)) continue;
    const taken = takeLook(state, folded, outcome.fetchedAt, context);
    looks.push(taken.look);
    state = taken.state;
  }
  return { state, looks };
}
