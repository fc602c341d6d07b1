import { describe, expect, test } from "vitest";
import { emptyColumns } from "../../functions/core/columns.ts";
import { conditionOf, sightOf } from "../../functions/core/conditions.ts";
import { flagValue, INSTALLED, isFalse, packFlags, RENTING, RETURNING } from "../../functions/core/flags.ts";
import type { Rule } from "../../functions/core/rule.ts";
import { closedReason } from "../../functions/core/service.ts";
import { NEW_SYSTEM } from "../../functions/core/state.ts";
import { AT_ONCE, type StationRuleName, stationRuleOf } from "../../functions/core/station-rules.ts";
import { flagsWith, IN_SERVICE } from "./builders.ts";

const NOTHING = flagsWith({});

type Count = number | null;
type Holds = boolean | null;

function conditionHolds(
  name: StationRuleName,
  rule: Rule,
  vehicles: Count,
  docks: Count,
  flags: number,
  held: boolean,
): Holds {
  const columns = {
    ...emptyColumns(1),
    present: [true],
    vehicles: [vehicles],
    docks: [docks],
    flags: [flags],
  };
  return conditionOf(stationRuleOf(name), sightOf(columns, NEW_SYSTEM))(rule, 0, held);
}

function all(vehicles: Count, docks: Count, flags: number): [empty: Holds, full: Holds, closed: Holds] {
  const holds = (name: "empty" | "full" | "closed") =>
    conditionHolds(name, AT_ONCE, vehicles, docks, flags, false);
  return [holds("empty"), holds("full"), holds("closed")];
}

describe("the plain rules say of one observation", () => {
  const table: [what: string, Count, Count, flags: number, Holds, Holds, Holds][] = [
    ["vehicles and docks", 3, 4, IN_SERVICE, false, false, false],
    ["no vehicle", 0, 4, IN_SERVICE, true, false, false],
    ["no dock", 3, 0, IN_SERVICE, false, true, false],
    ["neither, both known: closed", 0, 0, IN_SERVICE, false, false, true],
    ["no vehicle, docks unknown", 0, null, IN_SERVICE, true, null, false],
    ["no dock, vehicles unknown", null, 0, IN_SERVICE, null, true, false],
    ["both unknown", null, null, IN_SERVICE, null, null, false],
    ["an absurd count is a count", 999_999, 999_999, IN_SERVICE, false, false, false],
    ["no vehicle and no flag told", 0, 4, NOTHING, true, false, false],
    ["no dock and no flag told", 3, 0, NOTHING, false, true, false],
    ["not installed", 0, 4, flagsWith({ isInstalled: false }), false, false, true],
    ["not installed, counts unknown", null, null, flagsWith({ isInstalled: false }), false, false, true],
    ["not renting: not empty", 0, 4, flagsWith({ isRenting: false }), false, false, false],
    ["not renting, vehicles unknown", null, 4, flagsWith({ isRenting: false }), false, false, false],
    ["not renting says nothing of docks", 3, 0, flagsWith({ isRenting: false }), false, true, false],
    ["not returning: not full", 3, 0, flagsWith({ isReturning: false }), false, false, false],
    ["not returning, docks unknown", 3, null, flagsWith({ isReturning: false }), false, false, false],
    ["not returning says nothing of vehicles", 0, 4, flagsWith({ isReturning: false }), true, false, false],
    [
      "neither renting nor returning",
      3,
      4,
      flagsWith({ isRenting: false, isReturning: false }),
      false,
      false,
      true,
    ],
    [
      "not renting, returning unknown",
      3,
      4,
      flagsWith({ isRenting: false, isReturning: null }),
      false,
      false,
      false,
    ],
    ["closed by the operator", 0, 4, flagsWith({ closedByOperator: true }), false, false, true],
    ["disconnected", 3, 0, flagsWith({ disconnected: true }), false, false, true],
  ];
  test.each(table)("%s", (_what, vehicles, docks, flags, empty, full, closed) => {
    expect(all(vehicles, docks, flags)).toEqual([empty, full, closed]);
  });

  test("closed is never unknown, whatever is unknown", () => {
    for (const vehicles of [null, 0, 1]) {
      for (const docks of [null, 0, 1]) {
        for (let flags = 0; flags < 256; flags++)
          expect(all(vehicles, docks, flags)[2]).toBeTypeOf("boolean");
      }
    }
  });
});

describe("thresholds", () => {
  const LOW: Rule = { ...AT_ONCE, atMost: 2, clearAt: 5 };
  test.each([
    [2, false, true],
    [3, false, false],
    [3, true, true],
    [4, true, true],
    [5, true, false],
    [0, true, true],
  ])("%i of atMost 2, clearAt 5, having held: %s", (count, held, expected) => {
    expect(conditionHolds("empty", LOW, count, 9, IN_SERVICE, held)).toBe(expected);
    expect(conditionHolds("full", LOW, 9, count, IN_SERVICE, held)).toBe(expected);
  });

  test("a station that closes ends both, however few it has", () => {
    expect(conditionHolds("empty", LOW, 1, 9, flagsWith({ isInstalled: false }), true)).toBe(false);
    expect(conditionHolds("full", LOW, 9, 1, flagsWith({ closedByOperator: true }), true)).toBe(false);
  });
});

test.each([
  [
    "not installed",
    flagsWith({ isInstalled: false, isRenting: false, isReturning: false, disconnected: true }),
  ],
  ["closed by the operator", flagsWith({ closedByOperator: true, disconnected: true })],
  ["disconnected", flagsWith({ disconnected: true, isRenting: false, isReturning: false })],
  ["neither renting nor returning", flagsWith({ isRenting: false, isReturning: false })],
  ["no vehicle and no dock", NOTHING],
] as const)("of several reasons, the first that explains the others is told: %s", (reason, flags) => {
  expect(closedReason(0, 0, flags)).toBe(reason);
});

test("flags come out of their byte as they went in, unknown ones too", () => {
  const values = [true, false, null];
  for (const isInstalled of values) {
    for (const isRenting of values) {
      for (const isReturning of values) {
        const bits = packFlags({ isInstalled, isRenting, isReturning });
        expect([INSTALLED, RENTING, RETURNING].map((flag) => flagValue(bits, flag as 1 | 4 | 16))).toEqual([
          isInstalled,
          isRenting,
          isReturning,
        ]);
        expect(isFalse(bits, RENTING)).toBe(isRenting === false);
        expect(bits).toBeLessThan(64);
      }
    }
  }
});

test("of an absent station only that it is missing is known, and out of hours nothing", () => {
  const absent = sightOf(emptyColumns(1), { ...NEW_SYSTEM, absentSince: new Map([[0, 5]]) });
  const there = { ...emptyColumns(1), present: [true], vehicles: [0], docks: [0], ebikes: [0] };
  const outside = { ...sightOf(there, NEW_SYSTEM), outside: [true] };
  const holds = (name: StationRuleName, sight: typeof absent) =>
    conditionOf(stationRuleOf(name), sight)(AT_ONCE, 0, true);
  const names = ["empty", "full", "closed", "few-ebikes", "missing"] as const;
  expect(names.map((name) => holds(name, absent))).toEqual([null, null, null, null, true]);
  expect(names.map((name) => holds(name, outside))).toEqual([null, null, null, null, null]);
});

test.each([
  [0, 4, null],
  [3, 0, null],
  [0, 0, "no vehicle and no dock"],
  [0, null, null],
  [null, 0, null],
])("%j vehicles and %j docks in service: closed because of %j", (vehicles, docks, reason) => {
  expect(closedReason(vehicles, docks, IN_SERVICE)).toBe(reason);
});
