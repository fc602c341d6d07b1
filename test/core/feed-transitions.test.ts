import { expect, test } from "vitest";
import { FEED_RULES } from "../../functions/core/feed-rules.ts";
import {
  ALL_IS_WELL,
  type FeedReading,
  NOTHING_KNOWN,
  stepFeed,
} from "../../functions/core/feed-transitions.ts";
import { type Episode, INACTIVE, UNSEEN } from "../../functions/core/lifecycle.ts";
import { byName, type FeedRules } from "../../functions/core/rules.ts";
import { NEW_SYSTEM } from "../../functions/core/state.ts";

const AT = 1_000;
const AT_ONCE = { forMs: 0, keepForMs: 0, share: 0.3, atLeast: 10 };
const OFF: FeedRules = byName(FEED_RULES, () => null);
const ON: FeedRules = byName(FEED_RULES, () => AT_ONCE);
const open: Episode = { phase: "open", startedAt: 400, endedAt: null, baseline: false, afterGap: false };
const { feedRules: QUIET } = NEW_SYSTEM;

const reads = (reading: Partial<FeedReading>): FeedReading => ({ ...NOTHING_KNOWN, ...reading });

test("all rules of the feed that are off withdraw their alerts, whatever the poll says of them", () => {
  const allOpen = byName(FEED_RULES, () => open);
  for (const reading of [
    NOTHING_KNOWN,
    byName(FEED_RULES, () => ({ ...ALL_IS_WELL, holds: true, since: 7 })),
  ]) {
    const { feedRules, changes } = stepFeed(allOpen, reading, AT, OFF);
    expect(feedRules).toEqual({ ...byName(FEED_RULES, () => INACTIVE), "system-closed": UNSEEN });
    expect(changes).toEqual(
      FEED_RULES.map(({ name }) => ({
        rule: name,
        column: null,
        before: open,
        after: UNSEEN,
        since: AT,
        afterGap: false,
        reason: null,
      })),
    );
  }
});

test("of what is unknown nothing changes", () => {
  const before = { ...QUIET, "feed-down": open };
  expect(stepFeed(before, NOTHING_KNOWN, AT, ON)).toEqual({ feedRules: before, changes: [] });
});

test("an alert opens since it became so, with its reason, and ends with the poll where nothing says since when", () => {
  const condition = { holds: true, since: 900, reason: "HTTP 503", afterGap: true };
  const opening = stepFeed(QUIET, reads({ "feed-down": condition }), AT, ON);
  expect(opening.changes).toEqual([
    expect.objectContaining({ rule: "feed-down", since: 900, afterGap: true, reason: "HTTP 503" }),
  ]);
  expect(opening.feedRules["feed-down"]).toMatchObject({ phase: "open", startedAt: 900, afterGap: true });
  const ending = stepFeed(opening.feedRules, reads({ "feed-down": ALL_IS_WELL }), 2_000, ON);
  expect(ending.changes).toEqual([
    expect.objectContaining({
      before: opening.feedRules["feed-down"],
      since: 2_000,
      afterGap: false,
      reason: null,
    }),
  ]);
});
