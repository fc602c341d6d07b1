import { expect, test } from "vitest";
import type { AlertItem } from "../../functions/store/alert-item.ts";
import { isSinceBefore, lastedSeconds } from "../../functions/views/alert.ts";

const STARTED_AT = Date.UTC(2026, 4, 4, 9);
const OPEN: AlertItem = {
  systemId: "lisbon",
  alertId: "2026-05-04T09:00:00.000Z/1/empty",
  rule: "empty",
  stationId: "1",
  status: "open",
  startedAt: "2026-05-04T09:00:00.000Z",
  openedAt: "2026-05-04T09:02:00.000Z",
  baseline: false,
  emptyInSystem: 3,
  ruleVersion: "defaults",
};

test("an open alert lasts up to the newest look, and never less than nothing", () => {
  const seen = (observedAt: number) => ({ observedAt, markAt: STARTED_AT + 900_000 });
  expect(lastedSeconds(OPEN, seen(STARTED_AT + 90_400))).toBe(90);
  expect(lastedSeconds(OPEN, seen(STARTED_AT - 1))).toBe(0);
  expect(lastedSeconds(OPEN, null)).toBeNull();
});

test("an open alert about the feed lasts up to the newest poll, failed or not", () => {
  const { stationId: _, ...ofFeed } = OPEN;
  expect(lastedSeconds(ofFeed, { observedAt: STARTED_AT, markAt: STARTED_AT + 60_000 })).toBe(60);
});

test("a resolved one as long as it says", () => {
  const resolved = { ...OPEN, status: "resolved" } as const;
  expect(lastedSeconds({ ...resolved, durationSeconds: 60 }, null)).toBe(60);
  expect(lastedSeconds(resolved, null)).toBeNull();
});

test("a baseline and what began in a gap began before", () => {
  expect(
    [OPEN, { ...OPEN, baseline: true }, { ...OPEN, afterGap: true } as const].map(isSinceBefore),
  ).toEqual([false, true, true]);
});
