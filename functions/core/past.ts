import type { Columns, Outside } from "./columns.ts";
import type { Verdict } from "./context.ts";

/** What became of a record that moved the mark. */
export type LookVerdict = Exclude<Verdict, "old">;

/** One poll of a system's past that moved the mark, in order of `at`. Times are milliseconds since the epoch. */
export interface PastLook {
  readonly at: number;
  /** The mark before it; null where it is the first. A reader whose last look is not this one has a hole. */
  readonly previousAt: number | null;
  /** What became of the record; "unread" where nobody can read the look: nothing more is known of it. */
  readonly verdict: LookVerdict | "unread";
  readonly reason: string | null;
  /** By which rules it was judged; null of an unread look. */
  readonly ruleVersion: string | null;
  /** What is believed after it; null unless it is observed and its columns could be read. */
  readonly believed: Believed | null;
  /** Why an observed look has no columns, or what is missing before this look: one sentence; null where nothing is. */
  readonly hole: string | null;
}

/** A look that is not unread. */
export interface ToldLook extends PastLook {
  readonly verdict: LookVerdict;
  readonly ruleVersion: string;
}

/** What is believed of the stations after an observed look. */
export interface Believed {
  /** From when on it holds: the look's `at`, or the first sighting of the hold that it confirmed. */
  readonly since: number;
  /** When the feed began to stand still, while `feed-frozen` is open; otherwise null. */
  readonly frozenSince: number | null;
  /** The stations that are outside their opening hours, by column; null where none is, "all" where nothing is judged. */
  readonly outside: Outside | "all";
  readonly stationIds: readonly string[];
  readonly columns: Columns;
  /** The columns of stations that may differ from the believed look before it; null: any may. */
  readonly changed: readonly number[] | null;
}
