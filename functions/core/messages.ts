import type { PollOutcome } from "./observation.ts";
import type { Roster } from "./roster.ts";

/** What one record of the stream says. */
export type StreamMessage = PollOutcome | Roster;

/** A record that cannot be used; `reason` is one sentence. */
export interface Unreadable {
  readonly type: "unreadable";
  readonly reason: string;
}

/** Returns an error's message for a sentence or a log line; its name where the message is empty. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
