import type { Change } from "./alerts.ts";
import { FEED_RULES, type FeedRuleName, feedRuleAtFirst } from "./feed-rules.ts";
import { isOpen, type RuleState, step, UNSEEN } from "./lifecycle.ts";
import { byName, type FeedRules } from "./rules.ts";
import type { SystemState } from "./state.ts";

/** What a poll says about one rule of the feed. */
export interface FeedCondition {
  readonly holds: boolean;
  /** When the condition became so, if this poll changes it; null means with this poll. */
  readonly since: number | null;
  /** One sentence for the alert. */
  readonly reason: string | null;
  /** True after a gap so long that the time of any change in it is unknown; absent where gaps do not matter. */
  readonly afterGap?: boolean;
}

/** What a poll says about each rule of the feed; null is unknown. */
export type FeedReading = Readonly<Record<FeedRuleName, FeedCondition | null>>;

export const NOTHING_KNOWN: FeedReading = byName(FEED_RULES, () => null);

export const ALL_IS_WELL: FeedCondition = { holds: false, since: null, reason: null };

/** Steps every rule of the feed by one poll. A rule that is switched off withdraws its alert. */
export function stepFeed(
  before: SystemState["feedRules"],
  reading: FeedReading,
  at: number,
  rules: FeedRules,
): { feedRules: SystemState["feedRules"]; changes: Change[] } {
  const feedRules: Record<FeedRuleName, RuleState> = { ...before };
  const changes: Change[] = [];
  for (const row of FEED_RULES) {
    const { name: rule } = row;
    const delays = rules[rule];
    const condition = delays === null ? ALL_IS_WELL : reading[rule];
    if (condition === null) continue;
    const { holds, reason, afterGap = false } = condition;
    const since = condition.since ?? at;
    const after = delays === null ? UNSEEN : step(before[rule], holds, { at, since, afterGap }, delays);
    feedRules[rule] = after === UNSEEN ? feedRuleAtFirst(row) : after;
    if (isOpen(before[rule]) === isOpen(after)) continue;
    changes.push({
      rule,
      column: null,
      before: before[rule],
      after,
      since,
      afterGap,
      reason,
    });
  }
  return { feedRules, changes };
}
