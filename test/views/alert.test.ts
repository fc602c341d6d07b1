import { expect, test } from "vitest";
import type { AlertItem } from "../../functions/store/alert-item.ts";
import { isSinceBefore, lastedSeconds } from "../../functions/views/alert.ts";

const STARTED_AT = Date.UTC(2026, 4, 4, 9);
const OPEN: AlertItem = {
  systemId: "lisbon",
  alertId: "2026-05-04T09:00:00.000Z/1/empty",
  rule: "empty",
  status: "open",
  startedAt: "2026-05-04T09:00:00.000Z",
  openedAt: "2026-05-04T09:02:00.000Z",
  baseline: false,
  emptyInSystem: 3,
  ruleVersion: "defaults",
};

test("an open alert lasts up to the newest poll, and never less than nothing", () => {
  expect(lastedSeconds(OPEN, STARTED_AT + 90_400)).toBe(90);
  expect(lastedSeconds(OPEN, STARTED_AT - 1)).toBe(0);
});

test("a resolved one as long as it says", () => {
  const resolved = { ...OPEN, status: "resolved" } as const;
  expect(lastedSeconds({ ...resolved, durationSeconds: 60 }, STARTED_AT)).toBe(60);
  expect(lastedSeconds(resolved, STARTED_AT)).toBeNull();
});

test("a baseline and what began in a gap began before", () => {
  expect(
    [OPEN, { ...OPEN, baseline: true }, { ...OPEN, afterGap: true } as const].map(isSinceBefore),
  ).toEqual([false, true, true]);
});
