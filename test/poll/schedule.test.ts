import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Failing,
  nextDueAfterFailure,
  nextDueAt,
  patientUntil,
  urlsGoodUntil,
} from "../../functions/poll/schedule.ts";
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

const failing: Failing = { failuresInARow: 1, since: T0, isCostly: false, patientUntil: null };

describe("after failures in a row", () => {
  test.each([1, 5, 1_000])(
    "%i of them, a system is due at its usual pace: it may be well again",
    (failures) => {
      const due = nextDueAfterFailure(T0, entry(undefined), { ...failing, failuresInARow: failures }, null);
      expect(due).toBe(T0 + 54_000);
    },
  );

  const tooMany = (systemId: string, failuresInARow: number) => {
    const refused = { ...failing, failuresInARow, isCostly: true };
    return (nextDueAfterFailure(T0, entry(undefined, systemId), refused, null) - T0) / 1_000;
  };

  test.each([
    [1, 54, 54],
    [2, 84, 114],
    [3, 174, 234],
    [4, 354, 474],
    [5, 669, 894],
    [1_000, 669, 894],
  ])(
    "%i of them that are costly, a system is due after %i to %i s, always the same one at the same time",
    (failures, least, most) => {
      const seconds = MANY.map((systemId) => tooMany(systemId, failures));
      expect(Math.min(...seconds)).toBeGreaterThanOrEqual(least);
      expect(Math.max(...seconds)).toBeLessThanOrEqual(most);
      expect(MANY.map((systemId) => tooMany(systemId, failures))).toEqual(seconds);
    },
  );

  test("each time by another share, also where they are no rarer", () => {
    expect(new Set([5, 6, 7].map((failures) => tooMany("hill", failures))).size).toBe(3);
  });

  test("no later than when it counts as down, though it is costly", () => {
    const costly = { ...failing, failuresInARow: 5, isCostly: true };
    expect(nextDueAfterFailure(T0, entry(undefined), costly, 120_000)).toBe(T0 + 120_000);
  });

  test("systems that were refused together do not come back together", () => {
    const minutes = MANY.map((systemId) => Math.floor(tooMany(systemId, 5) / 60));
    for (const minute of [11, 12, 13, 14])
      expect(minutes.filter((one) => one === minute).length).toBeGreaterThan(20);
  });

  test.each([
    [null, null],
    [0, null],
    [-5, null],
    [1, 0.001],
    [30_000, 30],
    [600_000, 600],
    [86_400_000, 900],
  ])("a Retry-After of %o ms is heeded for %o s", (retryAfterMs, seconds) => {
    expect(patientUntil(T0, retryAfterMs)).toBe(seconds === null ? null : T0 + seconds * 1_000);
  });

  test("a system that is polled seldom is not polled more often because it fails", () => {
    expect(nextDueAfterFailure(T0, entry(3_600), failing, null)).toBe(T0 + 3_594_000);
  });
});

test.each([
  [1, T0 + 54_000],
  [0, T0 + 15 * MINUTE_MS],
])(
  "a feed that asks for patience is told as down %i ms after it began to fail, and is asked no more then",
  (downAfterMs, dueAt) => {
    const patient = { ...failing, patientUntil: T0 + 15 * MINUTE_MS };
    expect(nextDueAfterFailure(T0, entry(undefined), patient, downAfterMs)).toBe(dueAt);
  },
);

describe("whatever a feed does, how often it is polled and after how long it counts as down", () => {
  const minutes = (most: number) => fc.integer({ min: 0, max: most * MINUTE_MS });
  const failures = fc.record({
    failuresInARow: fc.integer({ min: 1, max: 2_000 }),
    since: minutes(24 * 60).map((ago) => T0 - ago),
    isCostly: fc.boolean(),
    patientUntil: fc.option(minutes(15).map((ms) => T0 + ms)),
  });
  const polled = fc.integer({ min: 1, max: 7_200 });
  const downAfter = fc.option(minutes(3 * 60));
  const name = fc.string({ maxLength: 8 });

  test("it is never due sooner than a feed that is well, and a feed that answers is due no later", () => {
    fc.assert(
      fc.property(failures, polled, downAfter, name, (given, seconds, downAfterMs, systemId) => {
        const own = entry(seconds, systemId);
        const usualAt = nextDueAt(T0, own, 0);
        const dueAt = nextDueAfterFailure(T0, own, given, downAfterMs);
        expect(dueAt).toBeGreaterThanOrEqual(usualAt);
        if (!given.isCostly && given.patientUntil === null) expect(dueAt).toBe(usualAt);
        const latestAt = Math.max(usualAt + 15 * MINUTE_MS, given.patientUntil ?? 0);
        expect(dueAt).toBeLessThanOrEqual(latestAt);
      }),
    );
  });

  test("it is due when it counts as down, or a usual poll later, and before that no sooner than it has asked for", () => {
    fc.assert(
      fc.property(failures, polled, downAfter, name, (given, seconds, downAfterMs, systemId) => {
        const own = entry(seconds, systemId);
        const dueAt = nextDueAfterFailure(T0, own, given, downAfterMs);
        const downAt = downAfterMs === null ? Number.POSITIVE_INFINITY : given.since + downAfterMs;
        if (T0 < downAt) expect(dueAt).toBeLessThanOrEqual(Math.max(downAt, nextDueAt(T0, own, 0)));
        if (dueAt !== downAt) {
          const heededAt = Math.min(given.patientUntil ?? 0, T0 < downAt ? downAt : Number.POSITIVE_INFINITY);
          expect(dueAt).toBeGreaterThanOrEqual(heededAt);
        }
      }),
    );
  });

  test("a feed that goes on failing has a poll within a usual poll of the moment when it counts as down", () => {
    const answers = fc.array(fc.record({ isCostly: fc.boolean(), retryAfterMs: fc.option(minutes(60)) }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(answers, fc.integer({ min: 1, max: 600 }), minutes(120), (given, seconds, downAfterMs) => {
        const own = entry(seconds);
        const downAt = T0 + downAfterMs;
        let at = T0;
        for (let failed = 1; at < downAt; failed++) {
          const { isCostly, retryAfterMs } = given[failed % given.length] ?? {
            isCostly: false,
            retryAfterMs: null,
          };
          const until = patientUntil(at, retryAfterMs);
          const state = { failuresInARow: failed, since: T0, isCostly, patientUntil: until };
          at = nextDueAfterFailure(at, own, state, downAfterMs);
        }
        expect(at).toBeLessThanOrEqual(downAt + seconds * 1_000);
      }),
      { numRuns: 50 },
    );
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
