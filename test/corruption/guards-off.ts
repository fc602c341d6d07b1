import type { FeedRuleName } from "../../functions/core/feed-rules.ts";
import type { StreamMessage } from "../../functions/core/messages.ts";
import type { RuleBook } from "../../functions/core/rules.ts";

/** What keeps a broken feed from becoming false alerts. */
export type GuardName =
  | FeedRuleName
  | "rebaselineAfter"
  | "dropOlderFor"
  | "unreportedDocks"
  | "contradictedVehicles"
  | "openingHours"
  | "unknown holds";

/**
 * What is wrong where a guard is missing: alerts that are not true, true ones that are not told, times that are
 * given as known and are not, or a feed in trouble of which nobody hears.
 */
export type Harm = "untrue" | "missed" | "unmarked" | "untold";

export interface WithoutGuard {
  readonly rules?: (book: RuleBook) => RuleBook;
  /** For what no setting switches off. */
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
  rebaselineAfter: withGuards({ rebaselineAfterMs: null }),
  dropOlderFor: withGuards({ dropOlderForMs: null }),
  unreportedDocks: withGuards({ unreportedDocks: false }),
  contradictedVehicles: withGuards({ contradictedVehicles: false }),
  openingHours: withGuards({ openingHours: null }),
  "unknown holds": { message: withZeros },
};

/** As programs see it that take a count that is not there for zero. */
function withZeros(message: StreamMessage): StreamMessage {
  if (message.type !== "snapshot") return message;
  const { vehicles, docks } = message.stations;
  const zeros = { vehicles: vehicles.map((count) => count ?? 0), docks: docks.map((count) => count ?? 0) };
  return { ...message, stations: { ...message.stations, ...zeros } };
}
