import { describe, expect, test } from "vitest";
import { type Episode, INACTIVE, UNSEEN } from "../../functions/core/lifecycle.ts";
import {
  forgetObservations,
  NEW_SYSTEM,
  type SystemState,
  withMeasures,
  withoutColumns,
  withStations,
} from "../../functions/core/state.ts";
import { withdrawStations } from "../../functions/core/transitions.ts";
import { at } from "./builders.ts";

const OPEN: Episode = { phase: "open", startedAt: at(0), endedAt: null, baseline: false, afterGap: false };

/** No two of its values are alike, so that none stands for another. */
const state: SystemState = {
  ...NEW_SYSTEM,
  stationIds: ["a", "b", "c"],
  markAt: at(9),
  snapshotAt: at(8),
  observedAt: at(7),
  columns: { present: [true, false, true], vehicles: [1, null, 3], docks: [4, null, 6], flags: [7, 0, 9] },
  held: {
    since: at(6),
    sightings: 2,
    columns: {
      present: [true, true, false],
      vehicles: [11, 12, null],
      docks: [14, 15, null],
      flags: [17, 18, 0],
    },
  },
  absentSince: new Map([
    [1, at(5)],
    [2, at(4)],
  ]),
  rules: { empty: [INACTIVE, OPEN, UNSEEN] },
  window: {
    startAt: at(0),
    vehiclesSum: [21, 22, 23],
    vehiclesCount: [24, 25, 26],
    docksSum: [27, 28, 29],
    docksCount: [30, 31, 32],
  },
};

describe("a state", () => {
  test("gets columns for new stations, which are absent and unseen", () => {
    expect(withStations(state, ["a", "b", "c", "d"])).toEqual({
      ...state,
      stationIds: ["a", "b", "c", "d"],
      columns: {
        present: [true, false, true, false],
        vehicles: [1, null, 3, null],
        docks: [4, null, 6, null],
        flags: [7, 0, 9, 0],
      },
      held: {
        since: at(6),
        sightings: 2,
        columns: {
          present: [true, true, false, false],
          vehicles: [11, 12, null, null],
          docks: [14, 15, null, null],
          flags: [17, 18, 0, 0],
        },
      },
      rules: { empty: [INACTIVE, OPEN, UNSEEN, UNSEEN] },
      window: {
        startAt: at(0),
        vehiclesSum: [21, 22, 23, 0],
        vehiclesCount: [24, 25, 26, 0],
        docksSum: [27, 28, 29, 0],
        docksCount: [30, 31, 32, 0],
      },
    });
    expect(withStations(state, ["a", "b", "c"])).toBe(state);
  });

  test("loses columns, and those that are left move up", () => {
    expect(withoutColumns(state, new Set([0]))).toMatchObject({
      stationIds: ["b", "c"],
      columns: { present: [false, true], vehicles: [null, 3], docks: [null, 6], flags: [0, 9] },
      held: {
        since: at(6),
        sightings: 2,
        columns: { present: [true, false], vehicles: [12, null], docks: [15, null], flags: [18, 0] },
      },
      absentSince: new Map([
        [0, at(5)],
        [1, at(4)],
      ]),
      rules: { empty: [OPEN, UNSEEN] },
      window: { vehiclesSum: [22, 23], vehiclesCount: [25, 26], docksSum: [28, 29], docksCount: [31, 32] },
    });
    const one = withoutColumns(state, new Set([1, 2]));
    expect(one.absentSince).toEqual(new Map());
    expect(one.rules).toEqual({ empty: [INACTIVE] });
  });

  test("may hold nothing and have no window", () => {
    const bare = { ...state, held: null, window: null };
    expect(withStations(bare, ["a", "b", "c", "d"])).toMatchObject({ held: null, window: null });
    expect(withoutColumns(bare, new Set([0]))).toMatchObject({ held: null, window: null });
    expect(withMeasures(bare, [])).toEqual(bare);
  });

  test("loses the measures that nobody counts, also where they are held", () => {
    const counted = {
      ...state,
      columns: { ...state.columns, ebikes: [1, 2, 3] },
      held: state.held && { ...state.held, columns: { ...state.held.columns, ebikes: [4, 5, 6] } },
    };
    expect(withMeasures(counted, ["ebikes"])).toEqual(counted);
    expect(withMeasures(counted, [])).toEqual(state);
  });

  test("forgets all of its stations but their ids", () => {
    const history = { ...state.history, listAt: at(1) };
    expect(forgetObservations({ ...state, history })).toEqual({
      ...NEW_SYSTEM,
      stationIds: ["a", "b", "c"],
      markAt: at(9),
      history,
      columns: {
        present: [false, false, false],
        vehicles: [null, null, null],
        docks: [null, null, null],
        flags: [0, 0, 0],
      },
    });
  });

  test("withdraws the open alerts of stations that leave, and has not seen these any more", () => {
    expect(withdrawStations(state.rules, [1], at(3))).toEqual({
      rules: { empty: [INACTIVE, UNSEEN, UNSEEN] },
      changes: [{ rule: "empty", column: 1, before: OPEN, after: UNSEEN, since: at(3) }],
    });
    expect(withdrawStations(state.rules, [0], at(3))).toEqual({
      rules: { empty: [UNSEEN, OPEN, UNSEEN] },
      changes: [],
    });
    expect(withdrawStations({ empty: [OPEN] }, [0], at(3)).rules).toEqual({});
    expect(withdrawStations(state.rules, [], at(3))).toEqual({ rules: state.rules, changes: [] });
  });
});
