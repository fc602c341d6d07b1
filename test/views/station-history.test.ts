import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PLAIN_TERM, ServiceLevels } from "../../functions/core/service-levels.ts";
import { LEVEL_CONDITIONS } from "../../functions/core/service-terms.ts";
import { StationHistory, timesOf } from "../../functions/views/station-history.ts";
import { at, failed, reading, SHUT, snapshot, unchanged } from "../core/builders.ts";
import { GAP_MS, START } from "../core/level-terms.ts";
import { looksOf } from "../core/looks.ts";
import { pasts } from "../core/past-looks.ts";

const STEP_MS = 20 * 60_000;

test("the times that a station was empty, full or closed are those of its service levels, whatever happened", () => {
  fc.assert(
    fc.property(
      pasts(START, 20),
      fc.nat(19),
      fc.integer({ min: 1, max: 20 }),
      ({ looks, to }, from, steps) => {
        const period = { since: START + from * STEP_MS, until: START + (from + steps) * STEP_MS };
        const levels = new ServiceLevels({
          period,
          gapMs: GAP_MS,
          roster: null,
          timeZone: null,
          terms: [PLAIN_TERM],
        });
        for (const look of looks) if (!levels.take(look)) break;
        const [{ stations }] = levels.end(to) as [ReturnType<typeof levels.end>[number]];
        for (const { stationId, figures } of stations) {
          const history = new StationHistory(stationId, period, GAP_MS);
          for (const look of looks) history.take(look);
          const { spans } = history.end();
          const inside = spans.filter(({ isOutside }) => !isOutside);
          const sum = (those: typeof spans) => those.reduce((ms, span) => ms + span.until - span.from, 0);
          for (const condition of LEVEL_CONDITIONS) {
            const known = inside.filter(({ is }) => is[condition] !== null);
            expect(sum(known)).toBe(figures?.[condition]?.knownMs);
            expect(timesOf(spans)[condition]).toBe(figures?.[condition]?.trueMs);
          }
          for (const [index, span] of spans.entries()) {
            expect(span.until).toBeGreaterThan(span.from);
            if (index > 0) expect(span.from).toBe(spans[index - 1]?.until);
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

describe("a station's past", () => {
  function pastOf(polls: Parameters<typeof looksOf>[0], since = at(0), until = at(600)) {
    const history = new StationHistory("a", { since, until }, 30 * 60_000);
    for (const { past } of looksOf(polls).looks) history.take(past);
    const { spans, holes } = history.end();
    const minute = (ms: number) => (ms - at(0)) / 60_000;
    const said = spans.map(({ from, until: to, counts, is }) => {
      const so = LEVEL_CONDITIONS.filter((condition) => is[condition] === true);
      return `${minute(from)}-${minute(to)} ${counts === null ? "unknown" : `${counts.vehicles}/${counts.docks}`} ${so}`.trim();
    });
    return { said, holes };
  }

  test("has a span for each change of its counts, to the newest look", () => {
    const { said } = pastOf([
      snapshot(at(0), reading("a", 1, 7)),
      snapshot(at(2), reading("a", 0, 8)),
      unchanged(at(3), at(2)),
      snapshot(at(5), reading("a", 8, 0)),
      snapshot(at(6), reading("a", 8, 0, SHUT)),
      unchanged(at(9), at(6)),
    ]);
    expect(said).toEqual(["0-2 1/7", "2-5 0/8 empty", "5-6 8/0 full", "6-9 8/0 closed"]);
  });

  test("goes on through failed polls, and is unknown in a gap", () => {
    const { said } = pastOf([
      snapshot(at(0), reading("a", 0, 8)),
      failed(at(1)),
      unchanged(at(2), at(0)),
      ...[10, 20, 30, 40].map((minute) => failed(at(minute))),
      snapshot(at(50), reading("a", 3, 5)),
      snapshot(at(51), reading("a", 3, 5)),
    ]);
    expect(said).toEqual(["0-2 0/8 empty", "2-50 unknown", "50-51 3/5"]);
  });

  test("is unknown while the feed does not have the station, and begins with the period", () => {
    const polls = [
      snapshot(at(0), reading("a", 1, 7), reading("b", 1)),
      snapshot(at(4), reading("b", 1)),
      snapshot(at(8), reading("a", 0, 8), reading("b", 1)),
      snapshot(at(9), reading("a", 0, 8), reading("b", 1)),
    ];
    expect(pastOf(polls, at(2)).said).toEqual(["2-4 1/7", "4-8 unknown", "8-9 0/8 empty"]);
    expect(pastOf(polls, at(2), at(3)).said).toEqual(["2-3 1/7"]);
    expect(pastOf(polls, at(20)).said).toEqual([]);
  });

  test("says what is missing", () => {
    const { looks } = looksOf([0, 1, 2].map((minute) => snapshot(at(minute), reading("a", minute))));
    const history = new StationHistory("a", { since: at(0), until: at(9) }, 60_000);
    for (const { past } of looks) history.take({ ...past, hole: past.at === at(1) ? "it is gone" : null });
    expect(history.end().holes).toEqual(["2026-05-04T08:01:00.000Z: it is gone"]);
  });
});
