import { type Change, effectsOf } from "./alerts.ts";
import type { FoldContext } from "./context.ts";
import type { Effect } from "./effects.ts";
import { FEED_RULES, type FeedRuleName } from "./feed-rules.ts";
import { INACTIVE, isOpen, type RuleState, step, UNSEEN } from "./lifecycle.ts";
import { byName } from "./rules.ts";
import type { SystemState } from "./state.ts";

/** What a poll says about one rule of the feed. */
export interface FeedCondition {
  readonly holds: boolean;
  /** When the condition became so, if this poll changes it; null means with this poll. */
  readonly since: number | null;
  /** One sentence for the alert. */
  readonly reason: string | null;
}

/** What a poll says about each rule of the feed; null is unknown. */
export type FeedReading = Readonly<Record<FeedRuleName, FeedCondition | null>>;

export const NOTHING_KNOWN: FeedReading = byName(FEED_RULES, () => null);

export const ALL_IS_WELL: FeedCondition = { holds: false, since: null, reason: null };

/** Steps every rule of the feed by one poll. A rule that is switched off withdraws its alert. */
export function stepFeed(
  state: SystemState,
  reading: FeedReading,
  at: number,
  context: FoldContext,
): { feedRules: SystemState["feedRules"]; effects: Effect[] } {
  const feedRules: Record<FeedRuleName, RuleState> = { ...state.feedRules };
  const changes: Change[] = [];
  for (const { name: rule } of FEED_RULES) {
    const before = feedRules[rule];
    const delays = context.ruleBook.feed[rule];
    const condition = reading[rule];
    if (delays !== null && condition === null) continue;
    const moment = { at, since: condition?.since ?? at, afterGap: false };
    const after = delays === null ? UNSEEN : step(before, condition?.holds ?? false, moment, delays);
    feedRules[rule] = after === UNSEEN ? INACTIVE : after;
    if (isOpen(before) === isOpen(after)) continue;
    changes.push({ rule, column: null, before, after, reason: condition?.reason ?? null });
  }
  return { feedRules, effects: effectsOf(changes, state, { at, since: at, afterGap: false }, context) };
}
