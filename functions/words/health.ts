import type { PollMemory } from "../poll/ports.ts";
import { PERIODS_MAX, type SystemHealth, type Verdict } from "../views/health.ts";
import { ago, duration } from "./amounts.ts";

/** One checked thing and its verdict, as a line of `doctor` says it. */
export interface Finding {
  readonly what: string;
  readonly verdict: Verdict;
  readonly says: string;
}

/** Returns a finding about how a system is polled and, once it was, one about how far it is folded and what is not heeded. */
export function healthFindings(health: SystemHealth, time: (at: number) => string): Finding[] {
  const { memory, polled, agoMs, periodMs, isLate, folded, markAt, behindMs } = health;
  const what = memory.systemId;
  if (agoMs === null) return [{ what, verdict: polled, says: "no poll was ever completed" }];
  // Clocks differ a little, so an age just below zero counts as zero.
  const when = ago(Math.max(0, Math.round(agoMs / 1_000)));
  const due = isLate ? `, more than ${PERIODS_MAX} times its period of ${duration(periodMs / 1_000)}` : "";
  const left = memory.retiredAt === null ? "" : ", it has left systems.json";
  const behind = folded === "ok" ? "" : `, ${duration(Math.round(behindMs / 1_000))} behind`;
  const upTo = markAt === null ? "nothing folded yet" : `folded up to ${time(markAt)}${behind}`;
  return [
    { what, verdict: polled, says: `polled ${when}: ${outcomeWords(memory)}${due}${left}` },
    { what, verdict: folded, says: upTo },
    ...memory.unheeded.map((says): Finding => ({ what, verdict: "note", says })),
  ];
}

function outcomeWords({ lastOutcome, lastReason, failuresInARow }: PollMemory): string {
  if (lastOutcome !== "failed") return lastOutcome ?? "nothing";
  const times = failuresInARow > 1 ? `${failuresInARow} times in a row, ` : "";
  return `failed, ${times}${lastReason ?? "for an unknown reason"}`;
}
