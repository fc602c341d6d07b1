import fc from "fast-check";
import { expect, test } from "vitest";
import { compareReplayed, type Difference } from "../../cli/replay/comparison.ts";
import type { Replayed } from "../../cli/replay/replay.ts";
import type { OpenAlert } from "../../functions/core/effects.ts";

const STATIONS = ["a", "b", null];
const END = 100;

/** Alerts of one station and rule follow one another, as a lifecycle gives them. */
const alertsOf = (stationId: string | null) =>
  fc
    .array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })), { maxLength: 6 })
    .map((steps) => {
      const alerts: OpenAlert[] = [];
      let at = 0;
      for (const [pause, length] of steps) {
        const startedAt = at + pause;
        at = startedAt + length;
        alerts.push(alert(stationId, startedAt, at));
      }
      return alerts;
    });

function alert(stationId: string | null, startedAt: number, endedAt: number): OpenAlert {
  const rule = stationId === null ? "feed-down" : "empty";
  const resolution = endedAt > END ? null : { endedAt, resolvedAt: endedAt };
  return { type: "open", rule, stationId, startedAt, openedAt: startedAt, resolution } as OpenAlert;
}

const sides = fc
  .tuple(...STATIONS.map(alertsOf))
  .map((alerts): Replayed => ({ alerts: alerts.flat(), observedAt: END, to: END }) as unknown as Replayed);

const countOf = (differences: readonly Difference[], side: "a" | "b") =>
  differences.reduce((sum, group) => sum + group[side].length, 0);

test("each episode is the same or in one difference, and the other way round A is B", () => {
  fc.assert(
    fc.property(sides, sides, (one, other) => {
      const { rules, differences } = compareReplayed(one, other, 5);
      const mirrored = compareReplayed(other, one, 5);
      const same = [...rules.values()].reduce((sum, row) => sum + row.same, 0);
      expect(same + countOf(differences, "a")).toBe(one.alerts.length);
      expect(same + countOf(differences, "b")).toBe(other.alerts.length);
      expect(mirrored.differences).toEqual(
        differences.map(({ a, b, ...group }) => ({ ...group, a: b, b: a })),
      );
      for (const { rule, a, b, onlyA, onlyB, otherTimes } of rules.values()) {
        const { a: left, b: right, ...counts } = mirrored.rules.get(rule) ?? {};
        expect([left, right]).toEqual([b, a]);
        expect(counts).toMatchObject({ onlyA: onlyB, onlyB: onlyA, otherTimes });
      }
      expect(compareReplayed(one, one, 5).differences).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("no two differences of one station and rule overlap", () => {
  fc.assert(
    fc.property(sides, sides, (one, other) => {
      const ends = new Map<string | null, number>();
      for (const { stationId, a, b } of compareReplayed(one, other, 5).differences) {
        const starts = [...a, ...b].map(({ startedAt }) => startedAt);
        expect(Math.min(...starts)).toBeGreaterThanOrEqual(ends.get(stationId) ?? 0);
        ends.set(
          stationId,
          Math.max(...[...a, ...b].map(({ endedAt }) => endedAt ?? Number.POSITIVE_INFINITY)),
        );
      }
    }),
    { numRuns: 300 },
  );
});
