import type { FeedRuleName } from "../../functions/core/feed-rules.ts";
import type { StreamMessage } from "../../functions/core/messages.ts";
import type { RuleBook } from "../../functions/core/rules.ts";

/** The guards that keep a broken feed from causing false alerts. */
export type GuardName =
  | FeedRuleName
  | "rebaselineAfter"
  | "dropOlderFor"
  | "unreportedDocks"
  | "contradictedVehicles"
  | "contradictedDocks"
  | "openingHours"
  | "unknown holds";

/**
 * What goes wrong without a guard: false alerts ("untrue"), true alerts not told ("missed"), unknown times given as
 * known ("unmarked"), or a feed in trouble that is not reported ("untold").
 */
export type Harm = "untrue" | "missed" | "unmarked" | "untold";

export interface WithoutGuard {
  readonly rules?: (book: RuleBook) => RuleBook;
  /** Changes the messages, for a guard that no setting switches off. */
  readonly message?: (message: StreamMessage) => StreamMessage;
}

const withoutRule = (name: FeedRuleName): WithoutGuard => ({
  rules: (book) => ({ ...book, feed: { ...book.feed, [name]: null } }),
});
const withGuards = (guards: Partial<RuleBook["guards"]>): WithoutGuard => ({
  rules: (book) => ({ ...book, guards: { ...book.guards, ...guards } }),
});

/** How each guard is switched off. */
export const WITHOUT: Readonly<Record<GuardName, WithoutGuard>> = {
  "feed-down": withoutRule("feed-down"),
  "feed-frozen": withoutRule("feed-frozen"),
  "feed-shrunk": withoutRule("feed-shrunk"),
  "feed-flapping": withoutRule("feed-flapping"),
  "system-closed": withoutRule("system-closed"),
  rebaselineAfter: withGuards({ rebaselineAfterMs: null }),
  dropOlderFor: withGuards({ dropOlderForMs: null }),
  unreportedDocks: withGuards({ unreportedDocks: false }),
  contradictedVehicles: withGuards({ contradictedVehicles: false }),
  contradictedDocks: withGuards({ contradictedDocks: false }),
  openingHours: withGuards({ openingHours: null }),
  "unknown holds": { message: withZeros },
};

/** Imitates programs that read a missing count as zero. */
function withZeros(message: StreamMessage): StreamMessage {
  if (message.type !== "snapshot") return message;
  const { vehicles, docks } = message.stations;
  const zeros = { vehicles: vehicles.map((count) => count ?? 0), docks: docks.map((count) => count ?? 0) };
  return { ...message, stations: { ...message.stations, ...zeros } };
}
