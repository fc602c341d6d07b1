import type { Delays } from "./rule.ts";

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
  /** The condition already held when it was first known, so its real start is unknown. */
  readonly baseline: boolean;
  /** The condition was found true after a gap, so it began at an unknown time in that gap. */
  readonly afterGap: boolean;
}

/** When a condition was observed; milliseconds since the epoch. */
export interface Moment {
  readonly at: number;
  /** Since when it has been so: `at`, or earlier where the snapshot was held until now. */
  readonly since: number;
  /** True after a gap so long that the time of any change in it is unknown. */
  readonly afterGap: boolean;
}

/** The condition was never known. */
export const UNSEEN = { phase: "unseen" } as const;
export const INACTIVE = { phase: "inactive" } as const;

/** Returns whether the condition held when it was last known. */
export function isHolding(state: RuleState): state is Episode {
  return state.phase === "open" || state.phase === "pending";
}

/** Returns whether the alert has been opened and not yet resolved. */
export function isOpen(state: RuleState): state is Episode {
  return state.phase === "open" || state.phase === "closing";
}

/** Returns the state after a known condition, the same object if nothing changed. Never call it for an unknown one. */
export function step(state: RuleState, holds: boolean, moment: Moment, delays: Delays): RuleState {
  const { at, since, afterGap } = moment;
  switch (state.phase) {
    case "unseen":
      return holds ? begin("open", since, true, false) : INACTIVE;
    case "inactive":
      return holds ? begun(moment, delays) : state;
    case "pending":
      if (!holds) return INACTIVE;
      // Whether it held all through the gap is unknown, so the wait starts again.
      if (afterGap) return begun(moment, delays);
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

function begun({ at, since, afterGap }: Moment, { forMs }: Delays): Episode {
  return begin(at - since < forMs ? "pending" : "open", since, false, afterGap);
}

function begin(phase: "pending" | "open", startedAt: number, baseline: boolean, afterGap: boolean): Episode {
  return { phase, startedAt, endedAt: null, baseline, afterGap };
}
