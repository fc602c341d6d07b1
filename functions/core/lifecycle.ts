import type { Rule } from "./rules.ts";

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
export function step(state: RuleState, holds: boolean, at: number, rule: Rule): RuleState {
  switch (state.phase) {
    case "unseen":
      return holds ? { phase: "open", startedAt: at, endedAt: null, baseline: true } : INACTIVE;
    case "inactive":
      if (!holds) return state;
      return { phase: rule.forMs > 0 ? "pending" : "open", startedAt: at, endedAt: null, baseline: false };
    case "pending":
      if (!holds) return INACTIVE;
      return at - state.startedAt >= rule.forMs ? { ...state, phase: "open" } : state;
    case "open":
      if (holds) return state;
      return rule.keepForMs > 0 ? { ...state, phase: "closing", endedAt: at } : INACTIVE;
    case "closing":
      if (holds) return { ...state, phase: "open", endedAt: null };
      return at - (state.endedAt ?? at) >= rule.keepForMs ? INACTIVE : state;
  }
}
