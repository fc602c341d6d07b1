import { expect, test } from "vitest";
import { nextDueAfterFailure, nextDueAt } from "../../functions/poll/schedule.ts";
import { T0 } from "../core/builders.ts";
import { HILL } from "./memory-world.ts";

function entry(pollSeconds: number | undefined) {
  return { ...HILL, pollSeconds };
}

test.each([
  ["a minute where nothing is said", undefined, 0, 54],
  ["as often as configured", 300, 0, 294],
  ["as often as configured, on one machine", 2, 0, 1.8],
  ["no sooner than the feed changes", undefined, 300, 294],
  ["no sooner than configured", 300, 60, 294],
  ["after a quarter of an hour, however seldom the feed changes", undefined, 86_400, 894],
  ["as configured, even where that is longer", 3_600, 86_400, 3_594],
])(
  "a system is due %s, a few seconds early so that the schedule's jitter costs no minute",
  (_what, poll, ttl, seconds) => {
    expect(nextDueAt(T0, entry(poll), ttl)).toBe(T0 + seconds * 1_000);
  },
);

test.each([
  [1, null, 54],
  [2, null, 114],
  [4, null, 474],
  [5, null, 894],
  [1_000, null, 894],
  [1, 30_000, 54],
  [1, 60_000, 60],
  [3, 100_000, 234],
  [1, 600_000, 600],
  [1, 86_400_000, 900],
])(
  "after %i failures in a row, told to wait %s ms, it is due after %i s",
  (failures, retryAfterMs, seconds) => {
    expect(nextDueAfterFailure(T0, entry(undefined), failures, retryAfterMs)).toBe(T0 + seconds * 1_000);
  },
);

test("a system that is polled seldom is not polled more often because it fails", () => {
  expect(nextDueAfterFailure(T0, entry(3_600), 1, null)).toBe(T0 + 3_594_000);
});
