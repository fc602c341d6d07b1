import fc from "fast-check";
import { expect, test } from "vitest";
import { nextTickAt, timeOn } from "../../local/clock.ts";

test("a clock shows what it began with, and runs at its speed", () => {
  const clock = { startsAt: 1_000_000, startedAt: 500, speed: 60 };
  expect(timeOn(clock, 500)).toBe(1_000_000);
  expect(timeOn(clock, 2_500)).toBe(1_120_000);
});

test("ticks are counted from the start: work that is shorter than a tick delays and skips none", () => {
  const work = fc.array(fc.integer({ min: 0, max: 4_999 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 40 }), work, (startedAt, durations) => {
      let now = startedAt;
      const ticks = durations.map((durationMs) => {
        const tick = nextTickAt(startedAt, 5_000, now + durationMs);
        now = tick;
        return tick;
      });
      expect(ticks).toEqual(durations.map((_, index) => startedAt + (index + 1) * 5_000));
    }),
  );
});

test("ticks that passed while something took longer are left out, and the rest stay where they were", () => {
  expect(nextTickAt(1_000, 5_000, 1_000 + 12_345)).toBe(16_000);
  expect(nextTickAt(1_000, 5_000, 16_000)).toBe(21_000);
});
