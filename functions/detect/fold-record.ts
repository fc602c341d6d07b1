import { type Look, takeLook } from "../core/believed.ts";
import type { FoldContext, Verdict } from "../core/context.ts";
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
    if (verdict === "old") return { state: before, effects, verdict, look: null };
    const { ruleBook, arrivedAt, windowRetentionMs } = context;
    const keptUntil = arrivedAt + windowRetentionMs;
    return {
      ...takeLook(before, { ...folded, verdict }, outcome.fetchedAt, ruleBook.version, keptUntil),
      effects,
      verdict,
    };
  } catch (error) {
    throw new FoldFailed(`it cannot be folded: ${messageOf(error)}`, { cause: error });
  }
}
