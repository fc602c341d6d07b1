/** How long a condition must last before an alert opens and ends, in milliseconds. */
export interface Delays {
  /** The condition must have been true for this long before the alert opens. */
  readonly forMs: number;
  /** The condition must have been false for this long before the alert is resolved. */
  readonly keepForMs: number;
}

/** A rule about stations with all its parameters set. */
export interface Rule extends Delays {
  /** The condition becomes true at this count or below (`empty`: vehicles, `full`: docks). */
  readonly atMost: number;
  /** The condition becomes false at this count or above; greater than atMost. */
  readonly clearAt: number;
}

/** A rule about a feed with all its parameters set. */
export interface FeedRule extends Delays {
  /** Of rules about many stations: more than this share of the stations (0 to 1) must be concerned … */
  readonly share: number;
  /** … and at least this many stations: a few prove nothing about a feed. */
  readonly atLeast: number;
}

/** The words that people read when an alert opens and when it is resolved. */
export interface RuleWords {
  readonly opened: string;
  readonly resolved: string;
  /** Follows the number of the system's empty stations, where the alert shows that number. */
  readonly inSystem?: string;
  /** Which stations a list shows when it is filtered by this rule. */
  readonly listed?: string;
}
