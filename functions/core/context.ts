import type { Effect } from "./effects.ts";
import type { RosterIndex } from "./roster.ts";
import type { RuleBook } from "./rules.ts";
import type { SystemState } from "./state.ts";

/** Everything that the fold depends on besides the state and the record. */
export interface FoldContext {
  readonly ruleBook: RuleBook;
  /** When the stream took the record, in milliseconds since the epoch; retention counts from this time. */
  readonly arrivedAt: number;
  readonly alertRetentionMs: number;
  readonly windowRetentionMs: number;
  /** The newest known roster; without one, an alert has the station's id in place of its name. */
  readonly roster: RosterIndex | null;
}

/**
 * What became of the record. `observed`: believed; `held`: it changes too much at once and waits to be confirmed;
 * `dropped`: it was published before one already seen; `failed`: it has no observations; `unmatched`: it repeats a
 * snapshot that is not the newest, and counts as failed; `old`: it is not newer than the mark and changed nothing.
 */
export type Verdict = "observed" | "held" | "dropped" | "failed" | "unmatched" | "old" | "retired";

export interface Folded {
  readonly state: SystemState;
  readonly effects: readonly Effect[];
  readonly verdict: Verdict;
}
