import type { Handling } from "../core/handling.ts";
import type { LogEntry } from "../store/people-log.ts";

/** Returns what somebody did with an alert: `Ada took it over from Bob, and wrote "van"`. */
export function handlingWords({ act, by, caller, wrote, replaced }: LogEntry): string {
  const did = [holderWords(act, by, replaced), noteWords(wrote)].filter((words) => words !== null);
  const vouched = caller === undefined || caller === by ? "" : ` (${caller})`;
  return `${by}${vouched} ${did.join(", and ")}`;
}

/** Null where it stays whose it was. */
function holderWords(act: LogEntry["act"], by: string, { acknowledgedBy: before }: Partial<Handling>) {
  if (before === undefined) return null;
  if (act === "ack") return before === null ? "took it" : `took it over from ${before}`;
  return before === by ? "gave it up" : `gave it up for ${before}`;
}

function noteWords({ note }: Partial<Handling>): string | null {
  if (note === undefined) return null;
  return note === null ? "removed the note" : `wrote "${note}"`;
}
