import type { PollMemory } from "../../functions/poll/ports.ts";
import { duration } from "../../functions/words/amounts.ts";

/** One thing that was looked at. `note` is worth knowing and not wrong. */
export interface Finding {
  readonly what: string;
  readonly verdict: "ok" | "note" | "wrong";
  readonly says: string;
}

/** So many periods without a poll are no coincidence. */
const PERIODS_MAX = 3;
/** A feed may fail once or twice. */
const FAILURES_IN_A_ROW_MAX = 3;

/** How a system is polled, and how far the detector is with it. Times in milliseconds. */
export function examineSystem(
  memory: PollMemory,
  markAt: number | null,
  pollSeconds: number,
  now: number,
  time: (at: number) => string,
): Finding[] {
  const { systemId, lastPolledAt, nextDueAt, retiredAt } = memory;
  if (lastPolledAt === null)
    return [{ what: systemId, verdict: "wrong", says: "was never polled to the end" }];
  // The poller waits longer where the feed's ttl or a failure says so.
  const periodMs = Math.max(pollSeconds * 1_000, nextDueAt - lastPolledAt);
  const isLate = now - lastPolledAt > PERIODS_MAX * periodMs;
  const isBehind = lastPolledAt - (markAt ?? 0) > PERIODS_MAX * periodMs;
  const polled = `polled ${agoOf(lastPolledAt, now)}: ${outcomeOf(memory)}`;
  const left = retiredAt === null ? "" : ", it has left systems.json";
  const due = isLate ? `, and that is more than ${PERIODS_MAX} times its ${duration(periodMs / 1_000)}` : "";
  const isFailing = memory.failuresInARow >= FAILURES_IN_A_ROW_MAX;
  const verdict = isLate || isFailing ? "wrong" : memory.lastOutcome === "failed" ? "note" : "ok";
  const folded = markAt === null ? "nothing folded yet" : `folded up to ${time(markAt)}`;
  const behind = isBehind ? `, ${duration(Math.round((lastPolledAt - (markAt ?? 0)) / 1_000))} behind` : "";
  return [
    { what: systemId, verdict, says: `${polled}${due}${left}` },
    {
      what: systemId,
      verdict: isBehind ? "wrong" : "ok",
      says: markAt === null ? folded : `${folded}${behind}`,
    },
  ];
}

function agoOf(at: number, now: number): string {
  const seconds = Math.round((now - at) / 1_000);
  return seconds < 1 ? "just now" : `${duration(seconds)} ago`;
}

function outcomeOf({ lastOutcome, lastReason, failuresInARow }: PollMemory): string {
  if (lastOutcome !== "failed") return lastOutcome ?? "nothing";
  const times = failuresInARow > 1 ? `${failuresInARow} times in a row, ` : "";
  return `failed, ${times}${lastReason ?? "nobody knows why"}`;
}
