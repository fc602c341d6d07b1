import { describe, expect, test } from "vitest";
import { nextDueAfterFailure, nextDueAt, urlsGoodUntil } from "../../functions/poll/schedule.ts";
import { MINUTE_MS, T0 } from "../core/builders.ts";
import { HILL, URLS } from "./memory-world.ts";

function entry(pollSeconds: number | undefined, systemId = "hill") {
  return { ...HILL, systemId, pollSeconds };
}

const MANY = Array.from({ length: 200 }, (_, index) => `system-${index}`);

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

describe("after failures in a row", () => {
  const afterSeconds = (systemId: string, failures: number, retryAfterMs: number | null = null) =>
    (nextDueAfterFailure(T0, entry(undefined, systemId), failures, retryAfterMs) - T0) / 1_000;

  test.each([
    [1, 54, 54],
    [2, 84, 114],
    [3, 174, 234],
    [4, 354, 474],
    [5, 669, 894],
    [1_000, 669, 894],
  ])(
    "%i of them, a system is due after %i to %i s, always the same one at the same time",
    (failures, least, most) => {
      const seconds = MANY.map((systemId) => afterSeconds(systemId, failures));
      expect(Math.min(...seconds)).toBeGreaterThanOrEqual(least);
      expect(Math.max(...seconds)).toBeLessThanOrEqual(most);
      expect(MANY.map((systemId) => afterSeconds(systemId, failures))).toEqual(seconds);
    },
  );

  test("systems that failed together do not come back together", () => {
    const minutes = MANY.map((systemId) => Math.floor(afterSeconds(systemId, 5) / 60));
    for (const minute of [11, 12, 13, 14])
      expect(minutes.filter((one) => one === minute).length).toBeGreaterThan(20);
  });

  test.each([
    [1, 30_000, 54],
    [1, 60_000, 60],
    [1, 600_000, 600],
    [1, 86_400_000, 900],
  ])(
    "%i of them, told to wait %i ms, a system is due after %i s and no sooner",
    (failures, retryAfterMs, seconds) => {
      expect(new Set(MANY.map((systemId) => afterSeconds(systemId, failures, retryAfterMs)))).toEqual(
        new Set([seconds]),
      );
    },
  );

  test("a system that is polled seldom is not polled more often because it fails", () => {
    expect(nextDueAfterFailure(T0, entry(3_600), 1, null)).toBe(T0 + 3_594_000);
  });
});

describe("URLs are used", () => {
  const minutes = (systemId: string, urls = URLS) =>
    (urlsGoodUntil(entry(undefined, systemId), urls, T0) - T0) / MINUTE_MS;

  test("for about a day, not for all systems to the same minute", () => {
    const all = MANY.map((systemId) => minutes(systemId));
    expect(Math.min(...all)).toBeGreaterThanOrEqual(23 * 60);
    expect(Math.max(...all)).toBeLessThanOrEqual(24 * 60);
    expect(new Set(all.map(Math.floor)).size).toBeGreaterThan(40);
  });

  test("for an hour where gbfs.json had no station_information in it", () => {
    expect(minutes("hill", { ...URLS, stationInformation: null })).toBe(60);
  });
});
