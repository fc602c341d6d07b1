import { type Look, takeLook } from "../core/believed.ts";
import { type FoldContext, isLook, type Verdict } from "../core/context.ts";
import type { Effect } from "../core/effects.ts";
import { fold } from "../core/fold.ts";
import { messageOf } from "../core/messages.ts";
import type { PollOutcome } from "../core/observation.ts";
import type { SystemState } from "../core/state.ts";

/** A record cannot be folded, however often it is tried. */
export class FoldFailed extends Error {
  override readonly name = "FoldFailed";
}

interface FoldedRecord {
  readonly state: SystemState;
  readonly effects: readonly Effect[];
  readonly verdict: Verdict;
  /** Null where the record did not move the mark. */
  readonly look: Look | null;
}

/** Folds a record and takes its look. Both are pure: where one throws, it would throw at every retry. */
export function foldRecord(before: SystemState, outcome: PollOutcome, context: FoldContext): FoldedRecord {
  try {
    const folded = fold(before, outcome, context);
    const { effects, verdict } = folded;
    if (!isLook(folded)) return { state: before, effects, verdict, look: null };
    const { state, look } = takeLook(before, folded, outcome.fetchedAt, context);
    return { state, effects, verdict, look };
  } catch (error) {
    throw new FoldFailed(`it cannot be folded: ${messageOf(error)}`, { cause: error });
  }
}
