import { describe, expect, test } from "vitest";
import { changedColumns, countIn } from "../../functions/core/column-changes.ts";
import {
  type Columns,
  columnIndex,
  countsIn,
  emptyColumns,
  entriesAt,
  onlyMeasures,
  outsideAmong,
  resized,
  selected,
  widened,
} from "../../functions/core/columns.ts";
import { EXTRA_MEASURES } from "../../functions/core/measures.ts";

const THREE: Columns = {
  present: [true, false, true],
  vehicles: [1, null, 3],
  docks: [4, null, 6],
  flags: [7, 0, 9],
};
const COUNTED: Columns = { ...THREE, ebikes: [0, null, 2] };

test("e-bikes are the one measure that is kept only where a rule counts it", () => {
  expect(EXTRA_MEASURES).toEqual(["ebikes"]);
});

test("stations that are all absent", () => {
  expect(emptyColumns(2)).toEqual({
    present: [false, false],
    vehicles: [null, null],
    docks: [null, null],
    flags: [0, 0],
  });
  expect(emptyColumns(0)).toEqual({ present: [], vehicles: [], docks: [], flags: [] });
});

test.each([
  [THREE, 0, { vehicles: 1, docks: 4 }],
  [THREE, 1, { vehicles: null, docks: null }],
  [COUNTED, 2, { vehicles: 3, docks: 6, ebikes: 2 }],
  [COUNTED, 3, { vehicles: null, docks: null, ebikes: null }],
])("%j counts in column %d %j", (columns, column, counts) => {
  expect(countsIn(columns, column)).toEqual(counts);
  expect(Object.keys(countsIn(columns, column))).toEqual(Object.keys(counts));
});

describe("only the measures that are asked for", () => {
  test("stay, and where there are no others the columns are the same object", () => {
    expect(onlyMeasures(COUNTED, ["ebikes"])).toBe(COUNTED);
    expect(onlyMeasures(THREE, ["ebikes"])).toBe(THREE);
    expect(onlyMeasures(THREE, [])).toBe(THREE);
    const others = onlyMeasures(COUNTED, []);
    expect(others).toEqual(THREE);
    expect(Object.keys(others)).toHaveLength(Object.keys(THREE).length);
  });
});

test("new stations are absent, by every measure that is kept", () => {
  expect(widened(THREE, 4)).toEqual({
    present: [true, false, true, false],
    vehicles: [1, null, 3, null],
    docks: [4, null, 6, null],
    flags: [7, 0, 9, 0],
  });
  expect(widened(COUNTED, 5).ebikes).toEqual([0, null, 2, null, null]);
  expect(widened(THREE, 2)).toEqual(THREE);
});

test("some stations, in the order that is asked for", () => {
  expect(selected(COUNTED, [2, 0])).toEqual({
    present: [true, true],
    vehicles: [3, 1],
    docks: [6, 4],
    flags: [9, 7],
    ebikes: [2, 0],
  });
  expect(Object.keys(selected(THREE, []))).not.toContain("ebikes");
  expect(entriesAt(["a", "b", "c"], [1, 1])).toEqual(["b", "b"]);
});

test("a column is copied, never changed in place", () => {
  const column = [1];
  expect(resized(column, 3, 0)).toEqual([1, 0, 0]);
  expect(resized(column, 1, 0)).not.toBe(column);
  expect(column).toEqual([1]);
});

test("each station's column by its id, as long as the list lives", () => {
  const ids = ["a", "b"];
  expect([...columnIndex(ids)]).toEqual([
    ["a", 0],
    ["b", 1],
  ]);
  expect(columnIndex(ids)).toBe(columnIndex(ids));
  expect(columnIndex(["b"]).get("b")).toBe(0);
});

test("who is outside in another list of ids", () => {
  const outside = [true, true, false];
  expect(outsideAmong(outside, ["a", "b", "c"], ["c", "new", "b"])).toEqual([false, false, true]);
  expect(outsideAmong("all", ["a"], ["b"])).toBe("all");
  expect(outsideAmong(null, ["a"], ["b"])).toBeNull();
});

describe("which stations differ", () => {
  test.each<[what: string, before: Columns, after: Columns, changed: number[]]>([
    ["nothing in the same columns", COUNTED, COUNTED, []],
    ["nothing in equal ones", COUNTED, { ...COUNTED, ebikes: [0, null, 2] }, []],
    ["vehicles", THREE, { ...THREE, vehicles: [1, 0, 3] }, [1]],
    ["docks", THREE, { ...THREE, docks: [5, null, 7] }, [0, 2]],
    ["flags", THREE, { ...THREE, flags: [7, 0, 8] }, [2]],
    ["who is there", THREE, { ...THREE, present: [true, true, true] }, [1]],
    ["whether the last is there", THREE, { ...THREE, present: [true, false, false] }, [2]],
    ["e-bikes", COUNTED, { ...COUNTED, ebikes: [1, null, 2] }, [0]],
    ["e-bikes that are counted from now on", THREE, COUNTED, [0, 2]],
    ["e-bikes that are no longer counted", COUNTED, THREE, [0, 2]],
  ])("%s", (_what, before, after, changed) => {
    expect(changedColumns(before, after)).toEqual(changed);
  });

  test("of a measure that is not kept every count is unknown", () => {
    expect([countIn(undefined, 0), countIn([2], 0), countIn([2], 1)]).toEqual([null, 2, null]);
  });
});
