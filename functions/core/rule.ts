/** How long a condition must last, one way and the other, in milliseconds. */
export interface Delays {
  /** It must have been true for so long before the alert opens. */
  readonly forMs: number;
  /** It must have been false for so long before the alert is resolved. */
  readonly keepForMs: number;
}

/** A station's rule with all its parameters known. */
export interface Rule extends Delays {
  /** The condition becomes true at this count or below (`empty`: vehicles, `full`: docks). */
  readonly atMost: number;
  /** It becomes false at this count or above; greater than atMost. */
  readonly clearAt: number;
}

/** A feed's rule with all its parameters known. */
export interface FeedRule extends Delays {
  /** Of `feed-shrunk` and `feed-flapping`: more than this share of the stations must be concerned, from 0 to 1 … */
  readonly share: number;
  /** … and at least so many: a few stations prove nothing about a feed. */
  readonly atLeast: number;
}

/** What people read of an alert when it opens and when it is resolved. */
export interface RuleWords {
  readonly opened: string;
  readonly resolved: string;
  /** Beside the number of empty stations, where that belongs to the alert. */
  readonly inSystem?: string;
  /** Which stations a list shows that is asked for the rule's. */
  readonly listed?: string;
}
