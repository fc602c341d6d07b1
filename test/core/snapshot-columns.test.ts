import { describe, expect, test } from "vitest";
import type { Readings } from "../../functions/core/observation.ts";
import { arrange } from "../../functions/core/snapshot-columns.ts";

/** Readings of these stations whose numbers are all different. */
function readings(ids: string, more: Partial<Readings> = {}): Readings {
  const numbers = [...ids].map((_, index) => index + 1);
  return {
    stationIds: [...ids],
    vehicles: numbers,
    docks: numbers.map((number) => 10 * number),
    flags: numbers.map((number) => 100 * number),
    ...more,
  };
}

describe("a snapshot of the same stations in the same order", () => {
  const ids = ["a", "b"];

  test("is arranged already: its arrays are the columns", () => {
    const own = readings("ab");
    const arranged = arrange(ids, own, ["ebikes"]);
    expect(arranged).toEqual({
      stationIds: ids,
      columns: { present: [true, true], vehicles: [1, 2], docks: [10, 20], flags: [100, 200] },
    });
    expect([arranged.stationIds, arranged.columns.docks]).toEqual([ids, own.docks]);
    expect(arranged.columns).not.toHaveProperty("ebikes");
    expect(arranged.stationIds).toBe(ids);
    expect(arranged.columns.vehicles).toBe(own.vehicles);
  });

  test("keeps the measures that are asked for", () => {
    const own = readings("ab", { ebikes: [7, 8] });
    expect(arrange(ids, own, ["ebikes"]).columns.ebikes).toEqual([7, 8]);
    expect(arrange(ids, own, []).columns).not.toHaveProperty("ebikes");
  });
});

describe("a snapshot of other stations", () => {
  test.each([
    ["that differ in the last alone", "ab", "ac", "abc", [1, null, 2]],
    ["in another order", "abc", "cab", "abc", [2, 3, 1]],
    ["of which some are missing", "abcd", "bd", "abcd", [null, 1, null, 2]],
    ["of which some are new", "ab", "xaby", "abxy", [2, 3, 1, 4]],
    ["of which there are none yet", "", "ba", "ba", [1, 2]],
    ["that says a station twice", "ab", "aba", "ab", [3, 2]],
    ["that says a new one twice", "a", "xax", "ax", [2, 3]],
  ])("%s: each has its own column", (_what, before, shown, after, vehicles) => {
    const { stationIds, columns } = arrange([...before], readings(shown), []);
    expect(stationIds.join("")).toBe(after);
    expect(columns).toEqual({
      present: vehicles.map((count) => count !== null),
      vehicles,
      docks: vehicles.map((count) => count && 10 * count),
      flags: vehicles.map((count) => (count ?? 0) * 100),
    });
  });

  test("keeps the measures that are asked for, where a station has them", () => {
    const own = readings("ba", { ebikes: [7, 8] });
    expect(arrange(["a", "b"], own, ["ebikes"]).columns.ebikes).toEqual([8, 7]);
    expect(arrange(["a", "b"], own, []).columns).not.toHaveProperty("ebikes");
    const some = readings("ba", { ebikes: [7, null] });
    expect(arrange(["a", "b"], some, ["ebikes"]).columns.ebikes).toEqual([null, 7]);
    const earlier = readings("bb", { ebikes: [7, null] });
    expect(arrange(["a"], earlier, ["ebikes"]).columns).not.toHaveProperty("ebikes");
  });

  test("leaves the list as it is where none is new", () => {
    const ids = ["a", "b"];
    expect(arrange(ids, readings("b"), []).stationIds).toBe(ids);
  });
});
