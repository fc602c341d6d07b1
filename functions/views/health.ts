import type { PollMemory } from "../poll/ports.ts";

/** `note` is worth knowing and not wrong. */
export type Verdict = "ok" | "note" | "wrong";

/** How a system is polled, and how far the detector is with it. */
export interface SystemHealth {
  readonly systemId: string;
  /** Null for a system that was never polled to the end. */
  readonly polled: PollHealth | null;
}

/** Times in milliseconds. */
export interface PollHealth {
  readonly verdict: Verdict;
  /** How long ago the newest poll was. */
  readonly agoMs: number;
  /** How many periods may pass without a poll, and how long one is, where more have passed. */
  readonly late: { readonly periodsMax: number; readonly periodMs: number } | null;
  readonly outcome: PollMemory["lastOutcome"];
  readonly reason: string | null;
  readonly failuresInARow: number;
  readonly hasLeft: boolean;
  readonly folded: FoldHealth;
}

/** Times in milliseconds. */
export interface FoldHealth {
  readonly verdict: Verdict;
  /** fetchedAt of the newest folded poll; null before the first. */
  readonly markAt: number | null;
  /** How far that is behind the newest poll, where it is too far. */
  readonly behindMs: number | null;
}

/** So many periods without a poll are no coincidence. */
const PERIODS_MAX = 3;
/** A feed may fail once or twice. */
const FAILURES_IN_A_ROW_MAX = 3;

/** `markAt` is that of the system's state, null without one. Times in milliseconds. */
export function systemHealth(
  memory: PollMemory,
  markAt: number | null,
  pollSeconds: number,
  now: number,
): SystemHealth {
  const { systemId, lastPolledAt, nextDueAt, failuresInARow, lastOutcome, lastReason, retiredAt } = memory;
  if (lastPolledAt === null) return { systemId, polled: null };
  // The poller waits longer where the feed's ttl or a failure says so.
  const periodMs = Math.max(pollSeconds * 1_000, nextDueAt - lastPolledAt);
  const agoMs = now - lastPolledAt;
  const behindMs = lastPolledAt - (markAt ?? 0);
  const isLate = agoMs > PERIODS_MAX * periodMs;
  const isBehind = behindMs > PERIODS_MAX * periodMs;
  const isWrong = isLate || failuresInARow >= FAILURES_IN_A_ROW_MAX;
  const polled: PollHealth = {
    verdict: isWrong ? "wrong" : lastOutcome === "failed" ? "note" : "ok",
    agoMs,
    late: isLate ? { periodsMax: PERIODS_MAX, periodMs } : null,
    outcome: lastOutcome,
    reason: lastReason,
    failuresInARow,
    hasLeft: retiredAt !== null,
    folded: { verdict: isBehind ? "wrong" : "ok", markAt, behindMs: isBehind ? behindMs : null },
  };
  return { systemId, polled };
}
