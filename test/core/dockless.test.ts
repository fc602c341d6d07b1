import { describe, expect, test } from "vitest";
import type { Columns } from "../../functions/core/columns.ts";
import { knownWithoutDockless, withoutDockless } from "../../functions/core/dockless.ts";
import { indexRoster } from "../../functions/core/roster.ts";
import { PLAIN_RULES } from "../../functions/core/rules.ts";
import { NEW_SYSTEM, type SystemState } from "../../functions/core/state.ts";
import { at, contextOf, guarded, reading, run, SHUT, snapshot, T0, unchanged } from "./builders.ts";

const IDS = ["a", "b", "c"];
const COLUMNS: Columns = {
  present: [true, true, true],
  vehicles: [1, 2, 3],
  docks: [0, 5, null],
  flags: [0, 0, 0],
};

/** What is known where these stations have no docks to count; by the rules that mend it, or by those that do not. */
function contextWith(dockless: readonly string[], unreportedDocks = true) {
  const roster = indexRoster({
    type: "roster",
    systemId: "hill",
    fetchedAt: T0,
    timeZone: null,
    stations: [],
  });
  return {
    ...contextOf({ roster: { ...roster, dockless: new Set(dockless) } }),
    ruleBook: { ...PLAIN_RULES, guards: { ...PLAIN_RULES.guards, unreportedDocks } },
  };
}

describe("docks that are none", () => {
  test("are unknown, whatever the feed counts, and others stay", () => {
    expect(withoutDockless(COLUMNS, IDS, contextWith(["b", "c", "nowhere"]))).toEqual({
      ...COLUMNS,
      docks: [0, null, null],
    });
    expect(withoutDockless(COLUMNS, IDS, contextWith(["a"])).docks).toEqual([null, 5, null]);
    expect(COLUMNS.docks).toEqual([0, 5, null]);
  });

  test.each([
    ["no station is without docks", contextWith([])],
    ["only one that nobody counts at", contextWith(["c", "nowhere"])],
    ["the rules take them as they are", contextWith(["a", "b"], false)],
    ["there is no roster", { ...contextWith([]), roster: null }],
  ])("are the same object where %s", (_why, context) => {
    expect(withoutDockless(COLUMNS, IDS, context)).toBe(COLUMNS);
  });
});

describe("docks of a station that the roster has none for by now", () => {
  const many = Array.from({ length: 12 }, (_, index) => `s${index}`);
  const city = (minute: number, docks: number) =>
    snapshot(at(minute), ...many.map((id) => reading(id, 3, docks)));
  const more = { ...contextWith(many), ruleBook: guarded() };

  test("are unknown in what repeats the snapshot that counted them", () => {
    const { state } = run([city(0, 5)], { ruleBook: guarded() });
    expect(run([unchanged(at(1), at(0))], more, state).state.columns.docks).toEqual(many.map(() => null));
  });

  test("are so in what repeats one that is held", () => {
    const shut = snapshot(at(1), ...many.map((id) => reading(id, 3, 5, SHUT)));
    const { state, verdicts } = run([city(0, 5), shut], { ruleBook: guarded() });
    expect(verdicts).toEqual(["observed", "held"]);
    const repeats = [2, 3].map((minute) => unchanged(at(minute), at(1)));
    const confirmed = run(repeats, more, state);
    expect(confirmed.verdicts).toEqual(["held", "observed"]);
    expect(confirmed.state.columns.docks).toEqual(many.map(() => null));
  });
});

describe("what is known", () => {
  const held = { since: 1, sightings: 2, columns: { ...COLUMNS, docks: [7, 8, 9] } };
  const known: SystemState = { ...NEW_SYSTEM, stationIds: IDS, columns: COLUMNS, held };

  test("loses these docks in what is believed and in what is held", () => {
    const state = knownWithoutDockless(known, contextWith(["a"]));
    expect(state.columns.docks).toEqual([null, 5, null]);
    expect(state.held).toEqual({ ...held, columns: { ...held.columns, docks: [null, 8, 9] } });
  });

  test("also where only one of them has any", () => {
    const state = knownWithoutDockless(known, contextWith(["c"]));
    expect(state.columns).toBe(COLUMNS);
    expect(state.held?.columns.docks).toEqual([7, 8, null]);
  });

  test("and where nothing is held", () => {
    const state = knownWithoutDockless({ ...known, held: null }, contextWith(["a"]));
    expect(state.columns.docks).toEqual([null, 5, null]);
    expect(state.held).toBe(null);
  });

  test.each([held, null])("is the same object where nothing changes", (heldNow) => {
    const state = { ...known, held: heldNow };
    expect(knownWithoutDockless(state, contextWith(["nowhere"]))).toBe(state);
  });
});
