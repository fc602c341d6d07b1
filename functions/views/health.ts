import type { PollMemory } from "../poll/ports.ts";

/** `note` is worth knowing and not wrong. */
export type Verdict = "ok" | "note" | "wrong";

/** How a system is polled, and how far the detector is with it. Times in milliseconds. */
export interface SystemHealth {
  readonly memory: PollMemory;
  readonly polled: Verdict;
  /** How long ago; null for a system that was never polled to the end, of which the rest says nothing. */
  readonly agoMs: number | null;
  /** From one poll to the next. */
  readonly periodMs: number;
  readonly isLate: boolean;
  readonly folded: Verdict;
  /** fetchedAt of the newest folded poll; null before the first. */
  readonly markAt: number | null;
  /** From that to the newest poll. */
  readonly behindMs: number;
}

/** A system without a poll for longer than this many periods is late. */
export const PERIODS_MAX = 3;
/** A feed may fail once or twice. */
const FAILURES_IN_A_ROW_MAX = 3;

/** `markAt` is that of the system's state, null without one. */
export function systemHealth(
  memory: PollMemory,
  markAt: number | null,
  pollSeconds: number,
  now: number,
): SystemHealth {
  const { lastPolledAt, nextDueAt, failuresInARow, lastOutcome } = memory;
  const polledAt = lastPolledAt ?? 0;
  // The poller waits longer where the feed's ttl or a failure says so.
  const periodMs = Math.max(pollSeconds * 1_000, nextDueAt - polledAt);
  const behindMs = polledAt - (markAt ?? 0);
  const isLate = now - polledAt > PERIODS_MAX * periodMs;
  const isWrong = lastPolledAt === null || isLate || failuresInARow >= FAILURES_IN_A_ROW_MAX;
  return {
    memory,
    polled: isWrong ? "wrong" : lastOutcome === "failed" ? "note" : "ok",
    agoMs: lastPolledAt === null ? null : now - lastPolledAt,
    periodMs,
    isLate,
    folded: behindMs > PERIODS_MAX * periodMs ? "wrong" : "ok",
    markAt,
    behindMs,
  };
}
