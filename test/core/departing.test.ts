import { describe, expect, test } from "vitest";
import { ABSENT_KEPT } from "../../functions/core/absences.ts";
import { type Columns, emptyColumns } from "../../functions/core/columns.ts";
import type { Folded } from "../../functions/core/context.ts";
import { departing } from "../../functions/core/departures.ts";
import { NEW_SYSTEM, type SystemState } from "../../functions/core/state.ts";

const SNAPSHOT_AT = 77;

/** Stations by column: `p` is present, `a` absent, `h` in the held snapshot alone, `d` nowhere any more. */
function stateOf(stations: string): SystemState {
  const marks = [...stations];
  const columnsWith = (shown: string): Columns => ({
    ...emptyColumns(marks.length),
    present: marks.map((mark) => shown.includes(mark)),
  });
  return {
    ...NEW_SYSTEM,
    snapshotAt: SNAPSHOT_AT,
    stationIds: marks.map((mark, column) => `${mark}${column}`),
    columns: columnsWith("p"),
    held: { since: 5, sightings: 1, columns: columnsWith("ph") },
    absentSince: new Map(marks.flatMap((mark, column) => (mark === "a" ? [[column, 9] as const] : []))),
  };
}

function foldedOf(state: SystemState, seen: Folded["seen"] = null): Folded {
  return { state, effects: [], verdict: "observed", reason: null, seen };
}

const marksOf = (state: SystemState) => state.stationIds.map((id) => id[0]).join("");
const times = (count: number, mark: string) => mark.repeat(count);

describe("the stations that are remembered", () => {
  test("are the same object as long as nobody has departed", () => {
    const state = stateOf("pahp");
    expect(departing(foldedOf(state)).state).toBe(state);
  });

  test.each([
    ["pda", "pa", "one that is nowhere is not"],
    ["phhd", "phh", "new ones that are held are, beside few others"],
    [`${times(10, "p")}${times(ABSENT_KEPT, "h")}d`, times(10, "p") + times(ABSENT_KEPT, "h"), "up to fifty"],
    [times(100, "p") + times(90, "h"), times(100, "p") + times(90, "h"), "or nine for each ten"],
    [`${times(10, "p")}${times(60, "a")}d`, times(10, "p") + times(60, "a"), "absent ones are, however many"],
  ])("%s: then %s (%s)", (stations, left) => {
    const { state } = departing(foldedOf(stateOf(stations)));
    expect(marksOf(state)).toBe(left);
    expect(state.snapshotAt).toBe(SNAPSHOT_AT);
    expect(state.held?.columns.present).toEqual([...left].map((mark) => mark !== "a"));
  });

  test.each([
    [`${times(10, "p")}d${times(ABSENT_KEPT + 1, "h")}`, times(10, "p")],
    [`a${times(10, "p")}${times(ABSENT_KEPT, "h")}`, `a${times(10, "p")}`],
    [times(100, "p") + times(91, "h"), times(100, "p")],
  ])(
    "are not the held ones where these are too many, and the snapshot can no longer be repeated",
    (stations, left) => {
      const { state } = departing(foldedOf(stateOf(stations)));
      expect(marksOf(state)).toBe(left);
      expect(state.snapshotAt).toBe(null);
    },
  );
});

describe("who is outside the hours", () => {
  test("is said of the stations that are left", () => {
    const { seen } = departing(foldedOf(stateOf("pdp"), { since: 1, outside: [false, true, true] }));
    expect(seen).toEqual({ since: 1, outside: [false, true] });
  });

  test.each(["all", null] as const)("or %j, of all of them", (outside) => {
    expect(departing(foldedOf(stateOf("pdp"), { since: 1, outside })).seen).toEqual({ since: 1, outside });
  });

  test("and of no look nothing", () => {
    expect(departing(foldedOf(stateOf("pdp"))).seen).toBe(null);
  });
});
