import { describe, expect, test } from "vitest";
import { indexRoster } from "../../functions/core/roster.ts";
import { at, IN_SERVICE, reading, run, snapshot, T0, told } from "./builders.ts";

test("new stations get columns at the end, and no column ever changes its station", () => {
  const { state } = run([
    snapshot(at(0), reading("b", 1), reading("a", 2)),
    snapshot(at(1), reading("c", 3), reading("a", 4), reading("0", 5)),
    snapshot(at(2), reading("0", 6), reading("b", 7)),
  ]);
  expect(state.stationIds).toEqual(["b", "a", "c", "0"]);
  expect(state.columns).toEqual({
    present: [true, false, false, true],
    vehicles: [7, null, null, 6],
    docks: [5, null, null, 5],
    flags: [IN_SERVICE, 0, 0, IN_SERVICE],
  });
});

test("without new stations the very list of ids stays, so that it is stored once", () => {
  const first = run([snapshot(at(0), reading("a", 1), reading("b", 1))]).state;
  const second = run([snapshot(at(1), reading("b", 1))], {}, first).state;
  expect(second.stationIds).toBe(first.stationIds);
});

describe("an absent station", () => {
  test("holds what it was: its alert ends when it is back with vehicles", () => {
    const { effects } = run([
      snapshot(at(0), reading("a", 1), reading("b", 1)),
      snapshot(at(1), reading("a", 0), reading("b", 1)),
      snapshot(at(2), reading("b", 1)),
      snapshot(at(3), reading("b", 1)),
      snapshot(at(4), reading("a", 0), reading("b", 1)),
      snapshot(at(5), reading("b", 1), reading("a", 1)),
    ]);
    expect(told(effects)).toEqual(["open empty a 1", "resolve empty a 5"]);
  });

  test("still counts as empty in the number that another station's alert gives", () => {
    const { effects } = run([
      snapshot(at(0), reading("a", 0), reading("b", 1)),
      snapshot(at(1), reading("b", 0)),
    ]);
    expect(effects.at(-1)).toMatchObject({ stationId: "b", emptyInSystem: 2 });
  });
});

test("of two readings with one id the last counts, once", () => {
  const { state, effects } = run([
    snapshot(at(0), reading("a", 1), reading("b", 1)),
    snapshot(at(1), reading("a", 7), reading("b", 1), reading("a", 0), reading("new", 9), reading("new", 4)),
  ]);
  expect(state.stationIds).toEqual(["a", "b", "new"]);
  expect(state.columns.vehicles).toEqual([0, 1, 4]);
  expect(state.window?.vehiclesSum).toEqual([1, 2, 4]);
  expect(state.window?.vehiclesCount).toEqual([2, 2, 1]);
  expect(told(effects)).toEqual(["open empty a 1"]);
});

test("ids are data: those of objects' own properties are stations like others", () => {
  const ids = ["__proto__", "constructor", "hasOwnProperty", "", "a/empty", "0", "-1", "é\ud800"];
  const { state, effects } = run([
    snapshot(at(0), ...ids.map((id) => reading(id, 1))),
    snapshot(at(1), ...ids.map((id) => reading(id, 0))),
    snapshot(at(2), ...ids.toReversed().map((id) => reading(id, 2))),
  ]);
  expect(state.stationIds).toEqual(ids);
  expect(state.columns.vehicles).toEqual(ids.map(() => 2));
  expect(told(effects)).toEqual([
    ...ids.map((id) => `open empty ${id} 1`),
    ...ids.map((id) => `resolve empty ${id} 2`),
  ]);
});

test("an alert has its station's name and address where the roster tells them, else the id", () => {
  const position = { latitude: null, longitude: null, capacity: null };
  const roster = indexRoster({
    type: "roster",
    systemId: "hill",
    fetchedAt: T0,
    timeZone: null,
    stations: [{ stationId: "__proto__", name: "Upper Gate", address: "1 Gate Road", ...position }],
  });
  const { effects } = run(
    [snapshot(at(0), reading("__proto__", 0), reading("b", 0)), snapshot(at(1), reading("__proto__", 1))],
    { roster },
  );
  expect(effects).toMatchObject([
    { type: "open", stationName: "Upper Gate", address: "1 Gate Road", alternatives: [] },
    { type: "open", stationName: "b", address: null },
    { type: "resolve", stationName: "Upper Gate", address: "1 Gate Road" },
  ]);
});

test("an alert counts the stations that are empty after the same observation", () => {
  const { effects } = run([
    snapshot(at(0), reading("a", 1), reading("b", 0), reading("c", 1)),
    snapshot(at(1), reading("a", 0), reading("b", 0), reading("c", 0)),
    snapshot(at(2), reading("a", 2), reading("b", 2), reading("c", 0)),
  ]);
  const counted = effects.map((effect) => {
    if (effect.type === "open") return effect.emptyInSystem;
    return effect.type === "resolve" ? effect.resolution.emptyInSystem : null;
  });
  expect(counted).toEqual([1, 3, 3, 1, 1]);
});
