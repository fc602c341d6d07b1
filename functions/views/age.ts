import { isHolding, isOpen } from "../core/lifecycle.ts";
import type { SystemState } from "../core/state.ts";
import type { PollMemory } from "../poll/ports.ts";

/** What is shown of a system is so old that it has to be said. Times and durations are in milliseconds. */
export interface Age {
  readonly systemId: string;
  /** What is shown was so at this time; null when nothing was ever seen. */
  readonly asOf: number | null;
  readonly ageMs: number | null;
  readonly why: AgeReason;
}

export type AgeReason =
  | { readonly type: "left" | "never" | "not-polled" | "not-folded" | "held" | "frozen" | "out-of-order" }
  | { readonly type: "failed"; readonly times: number; readonly reason: string | null };

/** What is older than this many polls has to be said. */
const PERIODS_MAX = 2;
/** A poll takes a moment to reach the tables. */
const WAY_MS = 5_000;

/**
 * Returns how old what the tables show of the system is; null while that is at most two polls old. `state` is null
 * before the first record was folded, `periodMs` the time from one poll to the next while the feed answers.
 */
export function ageOf(
  memory: PollMemory,
  state: SystemState | null,
  periodMs: number,
  now: number,
): Age | null {
  const { systemId } = memory;
  const why = reasonOf(memory, state, periodMs, now);
  const asOf = state === null ? null : shownAt(state, memory.lastOutcome === "failed");
  if (asOf === null || why.type === "left") return { systemId, asOf, ageMs: null, why };
  const ageMs = now - asOf;
  return ageMs > PERIODS_MAX * periodMs + WAY_MS ? { systemId, asOf, ageMs, why } : null;
}

/** Returns when the stations were seen as the state shows them; null when none was ever seen. */
export function seenAt(state: SystemState, lastFailed = false): number | null {
  const { markAt, snapshotAt, observedAt, held, published, feedRules } = state;
  // A held snapshot is not shown. Outside its hours a system is seen, though no rule judges it.
  const known = [observedAt, held === null ? snapshotAt : null].filter((at) => at !== null);
  if (known.length === 0) return null;
  const isBlind =
    lastFailed || held !== null || published.olderSince !== null || isHolding(feedRules["feed-down"]);
  return isBlind ? Math.max(...known) : markAt;
}

function shownAt(state: SystemState, lastFailed: boolean): number | null {
  const frozen = state.feedRules["feed-frozen"];
  return isOpen(frozen) ? frozen.startedAt : seenAt(state, lastFailed);
}

function reasonOf(
  { lastPolledAt, nextDueAt, retiredAt, lastOutcome, lastReason, failuresInARow }: PollMemory,
  state: SystemState | null,
  periodMs: number,
  now: number,
): AgeReason {
  if (retiredAt !== null) return { type: "left" };
  if (lastPolledAt === null) return { type: "never" };
  // A system whose feed asks for patience is asked again later than after a period.
  if (now > Math.max(nextDueAt, lastPolledAt + periodMs) + periodMs + WAY_MS) return { type: "not-polled" };
  const polledAt = Math.min(lastPolledAt, now);
  if (state === null || polledAt - (state.markAt ?? 0) > PERIODS_MAX * periodMs + WAY_MS)
    return { type: "not-folded" };
  if (lastOutcome === "failed") return { type: "failed", times: failuresInARow, reason: lastReason };
  if (state.held !== null) return { type: "held" };
  return { type: isOpen(state.feedRules["feed-frozen"]) ? "frozen" : "out-of-order" };
}
