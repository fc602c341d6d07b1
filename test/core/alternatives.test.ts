import { expect, test } from "vitest";
import { nearestAlternatives } from "../../functions/core/alternatives.ts";
import type { Observation } from "../../functions/core/observation.ts";
import { indexRoster, type RosterStation } from "../../functions/core/roster.ts";
import { NEW_SYSTEM } from "../../functions/core/state.ts";
import { type StationRuleName, stationRuleOf } from "../../functions/core/station-rules.ts";
import { at, flagsWith, reading, run, SHUT, snapshot, T0 } from "./builders.ts";

const HERE = { latitude: 45.75, longitude: 4.85 };
const METERS_PER_DEGREE = (6_371_000 * Math.PI) / 180;

/** A station this many metres north and east of `here`. */
function place(stationId: string, northMeters: number, eastMeters = 0): RosterStation {
  return {
    stationId,
    name: `Place ${stationId}`,
    address: null,
    latitude: HERE.latitude + northMeters / METERS_PER_DEGREE,
    longitude: HERE.longitude + eastMeters / (METERS_PER_DEGREE * Math.cos((HERE.latitude * Math.PI) / 180)),
    capacity: null,
  };
}

function alternatives(stations: RosterStation[], readings: Observation[], rule: StationRuleName = "empty") {
  const { state } = run([snapshot(at(0), reading("here", 0), ...readings)]);
  const roster = indexRoster({
    type: "roster",
    systemId: "hill",
    fetchedAt: T0,
    timeZone: null,
    stations: [place("here", 0), ...stations],
  });
  return nearestAlternatives("here", stationRuleOf(rule), state, roster);
}

test("the three nearest within two kilometres, nearest first, with what they have", () => {
  const found = alternatives(
    [place("e", -1_900), place("far", 2_100), place("d", 0, 300), place("b", 900), place("c", 400, 300)],
    ["b", "c", "d", "e", "far"].map((id) => reading(id, 3, 4)),
  );
  expect(found).toEqual([
    { stationId: "d", name: "Place d", distanceMeters: 300, vehicles: 3, docks: 4 },
    { stationId: "c", name: "Place c", distanceMeters: 500, vehicles: 3, docks: 4 },
    { stationId: "b", name: "Place b", distanceMeters: 900, vehicles: 3, docks: 4 },
  ]);
});

test.each([
  [0, 2_000],
  // Distances count in whole metres.
  [2_000.4, 0],
  [-2_000.4, 0],
  [0, -1_999],
  [1_400, 1_400],
])("a station %f m north and %f m east is near enough", (north, east) => {
  expect(alternatives([place("b", north, east)], [reading("b", 1)])).toHaveLength(1);
});

test.each([
  [0, 2_001],
  [-2_001, 0],
  [1_500, 1_500],
])("one %f m north and %f m east is not", (north, east) => {
  expect(alternatives([place("b", north, east)], [reading("b", 1)])).toEqual([]);
});

test.each(["bcd", "cbd", "dcb", "bdc"])(
  "of stations at one place the order is that of their ids: %s",
  (ids) => {
    const found = alternatives(
      [...ids].map((id) => place(id, 50)),
      [..."bcd"].map((id) => reading(id, 1)),
    );
    expect(found.map(({ stationId }) => stationId)).toEqual(["b", "c", "d"]);
  },
);

test("a station of which half a position is known has none", () => {
  const places = [
    { ...place("zero", 0), latitude: 0, longitude: 0 },
    { ...place("no latitude", 0), latitude: null, longitude: 0 },
    { ...place("no longitude", 0), latitude: 0, longitude: null },
  ];
  const { state } = run([snapshot(at(0), ...places.map(({ stationId }) => reading(stationId, 3)))]);
  const roster = indexRoster({
    type: "roster",
    systemId: "hill",
    fetchedAt: T0,
    timeZone: null,
    stations: places,
  });
  for (const { stationId } of places)
    expect(nearestAlternatives(stationId, stationRuleOf("empty"), state, roster)).toEqual([]);
});

const helps: [what: string, StationRuleName, Observation, boolean][] = [
  ["vehicles help when it is empty", "empty", reading("b", 1, 0), true],
  ["docks do not", "empty", reading("b", 0, 9), false],
  ["docks help when it is full", "full", reading("b", 0, 1), true],
  ["vehicles do not", "full", reading("b", 9, 0), false],
  ["vehicles help when it is closed", "closed", reading("b", 1, 0), true],
  ["unknown vehicles do not", "empty", reading("b", null, 9), false],
  [
    "vehicles whose e-bikes are not counted do not where e-bikes are few",
    "few-ebikes",
    reading("b", 9, 9),
    false,
  ],
  ["nor unknown docks", "full", reading("b", 9, null), false],
  ["a closed station does not", "empty", reading("b", 5, 5, SHUT), false],
  [
    "nor one that the operator closed",
    "full",
    reading("b", 5, 5, flagsWith({ closedByOperator: true })),
    false,
  ],
  ["one that does not rent does not", "empty", reading("b", 5, 5, flagsWith({ isRenting: false })), false],
  ["but it takes back", "full", reading("b", 5, 5, flagsWith({ isRenting: false })), true],
  [
    "one that does not take back does not",
    "full",
    reading("b", 5, 5, flagsWith({ isReturning: false })),
    false,
  ],
  ...(["closed", "missing"] as const).flatMap((rule): typeof helps => [
    [
      `where it is ${rule}, one that does not take back helps`,
      rule,
      reading("b", 5, 5, flagsWith({ isReturning: false })),
      true,
    ],
    [`and one that does not rent does not`, rule, reading("b", 5, 5, flagsWith({ isRenting: false })), false],
  ]),
];
test.each(helps)("%s", (_what, rule, other, expected) => {
  expect(alternatives([place("b", 10)], [other], rule)).toHaveLength(expected ? 1 : 0);
});

test("e-bikes help at a station that rents, and not where there is neither a vehicle nor a dock: it is closed", () => {
  const rule = stationRuleOf("few-ebikes");
  const stations = ["here", "b", "c", "d", "e", "f"].map((id, index) => place(id, 10 * index));
  const roster = indexRoster({ type: "roster", systemId: "hill", fetchedAt: T0, timeZone: null, stations });
  const columns = {
    present: [true, true, true, true, true, true],
    vehicles: [0, 0, 1, 0, 9, 9],
    docks: [0, 0, 0, 1, 9, 9],
    ebikes: [0, 9, 9, 9, 9, 9],
    flags: [0, 0, 0, 0, flagsWith({ isRenting: false }), flagsWith({ isReturning: false })],
  };
  const state = { ...NEW_SYSTEM, stationIds: ["here", "b", "c", "d", "e", "f"], columns };
  const found = nearestAlternatives("here", rule, state, roster);
  expect(found.map(({ stationId }) => stationId)).toEqual(["c", "d", "f"]);
});

test("neither itself, nor a station that is absent, unseen or without a position", () => {
  const { state } = run([
    snapshot(at(0), reading("here", 3), reading("gone", 3), reading("lost", 3)),
    snapshot(at(1), reading("here", 3), reading("lost", 3)),
  ]);
  const lost = { ...place("lost", 10), latitude: null };
  const stations = [place("here", 0), place("gone", 10), place("unseen", 10), lost];
  const roster = indexRoster({ type: "roster", systemId: "hill", fetchedAt: T0, timeZone: null, stations });
  expect(nearestAlternatives("here", stationRuleOf("empty"), state, roster)).toEqual([]);
  expect(nearestAlternatives("lost", stationRuleOf("empty"), state, roster)).toEqual([]);
  expect(nearestAlternatives("not on the roster", stationRuleOf("empty"), state, roster)).toEqual([]);
});
