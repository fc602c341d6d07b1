import type { Delays } from "./rules.ts";

/**
 * The one lifecycle of every rule on every station:
 * unseen → inactive → pending → open → closing → inactive. Times are fetchedAt, in milliseconds.
 */
export type RuleState = typeof UNSEEN | typeof INACTIVE | Episode;

export interface Episode {
  readonly phase: "pending" | "open" | "closing";
  /** When the condition became true. */
  readonly startedAt: number;
  /** When it became false again; only while closing. */
  readonly endedAt: number | null;
  /** It already held when it was first known, so nobody knows since when. */
  readonly baseline: boolean;
  /** It was found true after a gap, so it began sometime in it. */
  readonly afterGap: boolean;
}

/** When a condition was known, in milliseconds. */
export interface Moment {
  readonly at: number;
  /** When it became what it is: `at`, or earlier where it was doubted until now. */
  readonly since: number;
  /** Nothing had been known for so long that what has changed may have changed at any time. */
  readonly afterGap: boolean;
}

/** The condition was never known. */
export const UNSEEN = { phase: "unseen" } as const;
export const INACTIVE = { phase: "inactive" } as const;

/** Did the condition hold when it was last known? */
export function isHolding(state: RuleState): boolean {
  return state.phase === "open" || state.phase === "pending";
}

/** Has the alert been opened and not yet resolved? */
export function isOpen(state: RuleState): state is Episode {
  return state.phase === "open" || state.phase === "closing";
}

/** The state after a known condition; the same object when nothing changed. Unknown conditions are held: do not call. */
export function step(state: RuleState, holds: boolean, moment: Moment, delays: Delays): RuleState {
  const { at, since, afterGap } = moment;
  switch (state.phase) {
    case "unseen":
      return holds ? begin("open", since, true, false) : INACTIVE;
    case "inactive":
      if (!holds) return state;
      return begin(at - since < delays.forMs ? "pending" : "open", since, false, afterGap);
    case "pending":
      if (!holds) return INACTIVE;
      // Whether it held all through the gap is not known: it is waited for afresh.
      if (afterGap) return begin("pending", since, false, true);
      return at - state.startedAt >= delays.forMs ? { ...state, phase: "open" } : state;
    case "open":
      if (holds) return state;
      if (afterGap || at - since >= delays.keepForMs) return INACTIVE;
      return { ...state, phase: "closing", endedAt: since };
    case "closing":
      if (holds) return { ...state, phase: "open", endedAt: null };
      return afterGap || at - (state.endedAt ?? at) >= delays.keepForMs ? INACTIVE : state;
  }
}

function begin(phase: "pending" | "open", startedAt: number, baseline: boolean, afterGap: boolean): Episode {
  return { phase, startedAt, endedAt: null, baseline, afterGap };
}
