import type { FoldHealth, PollHealth, SystemHealth, Verdict } from "../views/health.ts";
import { ago, duration } from "./amounts.ts";

/** One thing that was looked at, as a line says it. */
export interface Finding {
  readonly what: string;
  readonly verdict: Verdict;
  readonly says: string;
}

/** A line about how a system is polled, and one about how far it is folded. */
export function healthFindings(
  { systemId: what, polled }: SystemHealth,
  time: (at: number) => string,
): Finding[] {
  if (polled === null) return [{ what, verdict: "wrong", says: "was never polled to the end" }];
  const { verdict, folded } = polled;
  return [
    { what, verdict, says: pollWords(polled) },
    { what, verdict: folded.verdict, says: foldWords(folded, time) },
  ];
}

function pollWords({ agoMs, late, hasLeft, ...poll }: PollHealth): string {
  // Clocks differ by a little: no poll is of the future.
  const polled = `polled ${ago(Math.max(0, Math.round(agoMs / 1_000)))}: ${outcomeWords(poll)}`;
  const due =
    late === null
      ? ""
      : `, and that is more than ${late.periodsMax} times its ${duration(late.periodMs / 1_000)}`;
  return `${polled}${due}${hasLeft ? ", it has left systems.json" : ""}`;
}

function outcomeWords({
  outcome,
  reason,
  failuresInARow,
}: Pick<PollHealth, "outcome" | "reason" | "failuresInARow">): string {
  if (outcome !== "failed") return outcome ?? "nothing";
  const times = failuresInARow > 1 ? `${failuresInARow} times in a row, ` : "";
  return `failed, ${times}${reason ?? "nobody knows why"}`;
}

function foldWords({ markAt, behindMs }: FoldHealth, time: (at: number) => string): string {
  if (markAt === null) return "nothing folded yet";
  const behind = behindMs === null ? "" : `, ${duration(Math.round(behindMs / 1_000))} behind`;
  return `folded up to ${time(markAt)}${behind}`;
}
