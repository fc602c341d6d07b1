import type { PollOutcome } from "./observation.ts";
import type { Roster } from "./roster.ts";

/** What one record of the stream says. */
export type StreamMessage = PollOutcome | Roster;

/** A record that says nothing that can be used; `reason` is one sentence. */
export interface Unreadable {
  readonly type: "unreadable";
  readonly reason: string;
}

/** An error's own words, for a sentence or a log line; some errors have only a name. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
