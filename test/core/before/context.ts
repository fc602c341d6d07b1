import type { RosterIndex } from "../../../functions/core/roster.ts";
import type { Effect } from "./effects.ts";
import type { RuleBook } from "./rules.ts";
import type { SystemState } from "./state.ts";

/** Everything beside the record that the fold depends on. */
export interface FoldContext {
  readonly ruleBook: RuleBook;
  /** When the stream took the record, milliseconds since the epoch: what the retention counts from. */
  readonly arrivedAt: number;
  readonly alertRetentionMs: number;
  readonly windowRetentionMs: number;
  /** The newest known roster; without one an alert carries the station's id as its name. */
  readonly roster: RosterIndex | null;
}

/**
 * What became of the record: `observed` brought observations; `held` changes too much at once and waits to be
 * confirmed; `dropped` was published before one already seen; `failed` brought none; `unmatched` repeats a
 * snapshot that is not the newest, and counts as failed; `old` was not newer than the mark and changed nothing.
 */
export type Verdict = "observed" | "held" | "dropped" | "failed" | "unmatched" | "old" | "retired";

export interface Folded {
  readonly state: SystemState;
  readonly effects: readonly Effect[];
  readonly verdict: Verdict;
}
