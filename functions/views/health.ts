import type { PollMemory } from "../poll/ports.ts";

/** A `note` is worth knowing, but nothing is wrong. */
export type Verdict = "ok" | "note" | "wrong";

/** How a system is polled, and how far the detector has folded it. Times and durations are in milliseconds. */
export interface SystemHealth {
  readonly memory: PollMemory;
  readonly polled: Verdict;
  /** Milliseconds since the last poll; null when no poll was ever completed, and then the fields below mean nothing. */
  readonly agoMs: number | null;
  /** Milliseconds from one poll to the next. */
  readonly periodMs: number;
  readonly isLate: boolean;
  readonly folded: Verdict;
  /** fetchedAt of the newest folded poll; null before the first. */
  readonly markAt: number | null;
  /** Milliseconds from that poll to the newest one. */
  readonly behindMs: number;
}

/** A system without a poll for longer than this many periods is late. */
export const PERIODS_MAX = 3;
/** A feed that fails this many times in a row is wrong; one or two failures are normal. */
const FAILURES_IN_A_ROW_MAX = 3;

/** Judges a system by its poll memory and by its state's `markAt`, which is null when no state is stored. */
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
