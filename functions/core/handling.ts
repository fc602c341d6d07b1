/** What people write into an alert's item; nothing else there is theirs. Null is nobody, or nothing. */
export interface Handling {
  readonly acknowledgedBy: string | null;
  /** ISO 8601 in UTC. */
  readonly acknowledgedAt: string | null;
  readonly note: string | null;
}

export const UNHANDLED: Handling = { acknowledgedBy: null, acknowledgedAt: null, note: null };

/** The attributes of an alert's item that are people's. */
export const HANDLING_ATTRIBUTES = Object.keys(UNHANDLED) as readonly (keyof Handling)[];

/** How long a name and a note may be, in bytes of UTF-8: an alert's item stays about one write unit. */
export const NAME_BYTES_MAX = 128;
export const NOTE_BYTES_MAX = 200;

/** What somebody does with one alert. */
export interface Act {
  readonly type: "ack" | "unack" | "note";
  /** Who does it, as they say themselves. */
  readonly by: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** The new note; null removes it, undefined leaves it as it is. */
  readonly note?: string | null | undefined;
  /** Whether an alert that somebody else has is taken over, or given up for them. */
  readonly takes: boolean;
}

/** Why an act leaves an alert as it is. */
export type Refused =
  | { readonly type: "taken"; readonly by: string; readonly since: string | null }
  /** An alert that is over keeps who had it, and can be given to nobody. */
  | { readonly type: "over" };

/** Returns what stands in the alert's item after the act, or why it is refused. */
export function handle(before: Handling, act: Act, isOpen: boolean): Handling | Refused {
  const note = act.note === undefined ? before.note : act.note;
  if (act.type === "note") return { ...before, note };
  if (!isOpen) return { type: "over" };
  const { acknowledgedBy: holder, acknowledgedAt: since } = before;
  if (holder !== null && holder !== act.by && !act.takes) return { type: "taken", by: holder, since };
  if (act.type === "unack") return { ...UNHANDLED, note };
  return holder === act.by ? { ...before, note } : { acknowledgedBy: act.by, acknowledgedAt: act.at, note };
}

export function isRefused(outcome: Handling | Refused): outcome is Refused {
  return "type" in outcome;
}
