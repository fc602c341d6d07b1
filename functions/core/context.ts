import type { Outside } from "./columns.ts";
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

/** Returns the context of a fold of which nothing is stored, so that no retention matters. */
export function storedNowhere(known: Pick<FoldContext, "ruleBook" | "arrivedAt" | "roster">): FoldContext {
  return { ...known, alertRetentionMs: 0, windowRetentionMs: 0 };
}

/**
 * What became of the record. `observed`: believed; `held`: it changes too much at once and waits to be confirmed;
 * `dropped`: it was published before one already seen; `failed`: it has no observations; `unmatched`: it repeats a
 * snapshot that is not the newest, and counts as failed; `retired`: the system is no longer watched; `old`: it is not newer than the mark and
 * changed nothing.
 */
export type Verdict = "observed" | "held" | "dropped" | "failed" | "unmatched" | "old" | "retired";

export interface Folded {
  readonly state: SystemState;
  readonly effects: readonly Effect[];
  readonly verdict: Verdict;
  /** Why the record is not believed, in one sentence; null where the verdict says it all. */
  readonly reason: string | null;
  /** Of an observed record; otherwise null. */
  readonly seen: Seen | null;
}

/** A record that moved the mark, and became a look. */
export type Looked = Folded & { readonly verdict: Exclude<Verdict, "old"> };

export function isLook(folded: Folded): folded is Looked {
  return folded.verdict !== "old";
}

/** Of a believed look. */
export interface Seen {
  /** From when on what it shows holds: its `fetchedAt`, or the first sighting of the hold that it confirmed. */
  readonly since: number;
  /** "all" where nothing is judged, since the whole system is outside its hours. */
  readonly outside: Outside | "all";
}
