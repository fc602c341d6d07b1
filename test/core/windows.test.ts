import { describe, expect, test } from "vitest";
import { addToWindow, WINDOW_MS, windowOf, windowStartOf } from "../../functions/core/windows.ts";
import {
  at,
  failed,
  guarded,
  IN_SERVICE,
  type Run,
  reading,
  retired,
  run,
  SHUT,
  snapshot,
  unchanged,
} from "./builders.ts";

/** The windows given out by a run; T0 is the start of a window. */
function windowsOf({ effects }: Run) {
  return effects.flatMap((effect) => (effect.type === "window" ? [effect.window] : []));
}

test("windows are aligned to the epoch", () => {
  expect(windowStartOf(at(0))).toBe(at(0));
  expect(windowStartOf(at(5) - 1)).toBe(at(0));
  expect(windowStartOf(at(5))).toBe(at(5));
  expect(at(0) % WINDOW_MS).toBe(0);
});

test("a window is the sum over its stations of each one's mean, to three decimals", () => {
  const windows = windowsOf(
    run([
      snapshot(at(0), reading("a", 1, 10), reading("b", 2, null)),
      snapshot(at(1), reading("a", 2, 11), reading("b", null, null)),
      snapshot(at(4), reading("a", 2, 11), reading("b", 3, null), reading("c", null, null)),
      snapshot(at(5), reading("a", 100, 100)),
    ]),
  );
  const vehicles = 5 / 3 + 5 / 2;
  expect(windows).toEqual([
    { startAt: at(0), vehicles: Number(vehicles.toFixed(3)), docks: 10.667, stations: 2 },
  ]);
});

test("an absent station and an unknown count add nothing, a closed station adds its counts", () => {
  const windows = windowsOf(
    run([
      snapshot(at(0), reading("a", 4, 6), reading("b", 8, 2, 0)),
      snapshot(at(1), reading("b", 10, null, 0b1)),
      snapshot(at(6)),
    ]),
  );
  expect(windows).toEqual([{ startAt: at(0), vehicles: 13, docks: 8, stations: 2 }]);
});

test.each([
  ["vehicles", reading("a", 3, null), { vehicles: 3, docks: 0 }],
  ["docks", reading("a", null, 3), { vehicles: 0, docks: 3 }],
])("a station of which %s alone are known, once, is one of the window's", (_what, once, sums) => {
  const windows = windowsOf(run([snapshot(at(0), reading("unknown", null, null), once), snapshot(at(5))]));
  expect(windows).toEqual([{ startAt: at(0), ...sums, stations: 1 }]);
});

describe("a window is given out", () => {
  const first = snapshot(at(1), reading("a", 3));
  const table = [
    ["by the first snapshot of a later one", [snapshot(at(5), reading("a", 9))], 1],
    ["by an unchanged of a later one", [unchanged(at(5), at(1))], 1],
    ["once, however many windows later", [snapshot(at(61), reading("a", 9)), unchanged(at(62), at(61))], 1],
    ["not by a snapshot of the same one", [snapshot(at(5) - 1, reading("a", 9))], 0],
    ["not by a failed poll", [failed(at(7))], 0],
    ["not by an unchanged that repeats another snapshot", [unchanged(at(7), at(0))], 0],
    ["not by a farewell, nor ever after", [retired(at(7)), snapshot(at(12), reading("a", 9))], 0],
  ] as const;
  test.each(table)("%s", (_what, outcomes, expected) => {
    expect(windowsOf(run([first, ...outcomes]))).toEqual(
      expected === 0 ? [] : [{ startAt: at(0), vehicles: 3, docks: 5, stations: 1 }],
    );
  });

  test("before the alerts of the observation that closed it, kept from the arrival of that", () => {
    const { effects } = run([first, snapshot(at(5), reading("a", 0))], {
      arrivedAt: at(6),
      windowRetentionMs: 1_000,
    });
    expect(effects.map(({ type }) => type)).toEqual(["window", "open"]);
    expect(effects[0]).toMatchObject({ expiresAt: at(6) + 1_000 });
  });
});

test("what a confirmed hold shows counts in the window of its confirmation", () => {
  const city = (minute: number, flags: number) =>
    snapshot(at(minute), ...Array.from({ length: 12 }, (_, index) => reading(`s${index}`, minute, 5, flags)));
  const polls = [city(1, IN_SERVICE), city(3, SHUT), city(4, SHUT), city(6, SHUT), city(10, SHUT)];
  const { verdicts, ...told } = run(polls, { ruleBook: guarded() });
  expect(verdicts).toEqual(["observed", "held", "held", "observed", "observed"]);
  expect(windowsOf({ verdicts, ...told }).map(({ startAt, vehicles }) => [startAt, vehicles])).toEqual([
    [at(0), 12],
    [at(5), 72],
  ]);
});

test("a window without an observation is never given out", () => {
  const windows = windowsOf(
    run([snapshot(at(0), reading("a", 1)), snapshot(at(20), reading("a", 2)), snapshot(at(25))]),
  );
  expect(windows.map(({ startAt }) => startAt)).toEqual([at(0), at(20)]);
});

test("an unchanged counts once more, a failed poll does not", () => {
  const windows = windowsOf(
    run([
      snapshot(at(0), reading("a", 2)),
      unchanged(at(1), at(0)),
      failed(at(2)),
      snapshot(at(3), reading("a", 5)),
      snapshot(at(5), reading("a", 0)),
    ]),
  );
  expect(windows[0]?.vehicles).toBe(3);
});

test("what departed stations have added is kept as a sum, and nothing where nobody departs who has added anything", () => {
  const columns = {
    present: [true, true, true],
    vehicles: [4, 6, null],
    docks: [3, null, null],
    flags: [0, 0, 0],
  };
  const first = addToWindow(null, columns, 0).window;
  const kept = structuredClone(first);
  const { window } = addToWindow(first, { ...columns, vehicles: [5, 6, null] }, 60_000);
  expect(first).toEqual(kept);
  expect(windowOf(window, [1, 0, 2])).not.toHaveProperty("departed");
  expect(windowOf(window, [0, 1])).not.toHaveProperty("departed");
  const left = windowOf(window, [1]);
  expect(left).toMatchObject({ vehiclesSum: [12], vehiclesCount: [2], docksSum: [0], docksCount: [0] });
  expect(left.departed).toEqual({ vehicles: 4.5, docks: 3, stations: 1 });
  const other = windowOf(window, [0]);
  expect(other).toMatchObject({ vehiclesSum: [9], vehiclesCount: [2], docksSum: [6], docksCount: [2] });
  const { window: empty } = addToWindow(null, { ...columns, vehicles: [0, 6, 0], docks: [0, 1, null] }, 0);
  expect(windowOf(empty, [1]).departed).toEqual({ vehicles: 0, docks: 0, stations: 2 });
  expect(windowOf(left, []).departed).toEqual({ vehicles: 10.5, docks: 3, stations: 2 });
});
