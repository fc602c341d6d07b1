import { describe, expect, test } from "vitest";
import { effectsOf } from "../../functions/core/alerts.ts";
import type { OpenAlert, ResolveAlert } from "../../functions/core/effects.ts";
import { type Episode, INACTIVE, type RuleState, UNSEEN } from "../../functions/core/lifecycle.ts";
import { indexRoster } from "../../functions/core/roster.ts";
import { closedReason } from "../../functions/core/service.ts";
import type { SystemState } from "../../functions/core/state.ts";
import { contextOf, onlyEmpty, placesInARow, reading, run, SHUT, snapshot, T0 } from "./builders.ts";

/** What is seen at AT has been so since SINCE; the record arrives later still. */
const AT = T0 + 5_000;
const SINCE = T0 + 3_000;
const ARRIVED = T0 + 9_000;
const RETENTION = 100;
const CONTEXT = contextOf({ arrivedAt: ARRIVED, alertRetentionMs: RETENTION });

const open: Episode = {
  phase: "open",
  startedAt: T0 + 1_000,
  endedAt: null,
  baseline: false,
  afterGap: false,
};
const pending: Episode = { ...open, phase: "pending" };
const closing: Episode = { ...open, phase: "closing", endedAt: T0 + 2_000 };

/** Stations a, b, c, … of these states of the rule `empty`; the counts of each are its own. */
function stateWith(...empty: RuleState[]): SystemState {
  const readings = empty.map((_, index) => reading("abcdef".charAt(index), 10 + index, 20 + index));
  return { ...run([snapshot(T0, ...readings)], { ruleBook: onlyEmpty() }).state, rules: { empty } };
}

function effectOf(
  before: RuleState,
  after: RuleState,
  { state = stateWith(after), column = 0, afterGap = false } = {},
): OpenAlert | ResolveAlert | undefined {
  const change = { rule: "empty", column, before, after, since: SINCE, afterGap } as const;
  const [effect] = effectsOf([change], state, AT, CONTEXT);
  return effect;
}

describe("an alert", () => {
  test("opens at the poll that tells it, since its episode began, with what its own station shows", () => {
    const state = stateWith(INACTIVE, open);
    expect(effectOf(INACTIVE, open, { state, column: 1 })).toMatchObject({
      type: "open",
      stationId: "b",
      startedAt: T0 + 1_000,
      openedAt: AT,
      observed: { vehicles: 11, docks: 21 },
      baseline: false,
      afterGap: false,
    });
  });

  test.each([
    [true, false],
    [false, true],
  ])("opens as its episode began: baseline %j, after a gap %j", (baseline, afterGap) => {
    expect(effectOf(INACTIVE, { ...open, baseline, afterGap })).toMatchObject({ baseline, afterGap });
  });

  test("ends when its episode did, is resolved at the poll, and is kept from the record's arrival on", () => {
    expect(effectOf(closing, INACTIVE)).toMatchObject({
      type: "resolve",
      startedAt: T0 + 1_000,
      resolution: { endedAt: T0 + 2_000, resolvedAt: AT, expiresAt: ARRIVED + RETENTION },
    });
  });

  test("that ends at once ends where the change is known to have been", () => {
    expect(effectOf(open, INACTIVE)).toMatchObject({
      resolution: { endedAt: SINCE, resolvedAt: AT },
    });
  });

  test.each([
    [true, open, INACTIVE, { endUncertain: true, endReason: null }],
    // Its end was seen before the gap.
    [true, closing, INACTIVE, { endUncertain: false, endReason: null }],
    [true, open, UNSEEN, { endUncertain: false, endReason: "withdrawn" }],
    [false, open, INACTIVE, { endUncertain: false, endReason: null }],
  ])("after a gap (%j) from %j to %j ends with %j", (afterGap, before, after, resolution) => {
    expect(effectOf(before, after, { afterGap })).toMatchObject({ resolution });
  });

  test("whose episode was a baseline ends as one", () => {
    expect(effectOf({ ...open, baseline: true }, INACTIVE)).toMatchObject({ baseline: true });
    expect(effectOf({ ...open, afterGap: true }, INACTIVE)).toMatchObject({ baseline: false });
  });
});

test("an alert says why its own station is closed", () => {
  const shut = snapshot(T0, reading("a", 1), reading("b", 1, 5, SHUT));
  const { state } = run([shut], { ruleBook: onlyEmpty() });
  const change = { rule: "closed", column: 1, before: INACTIVE, after: open, since: SINCE } as const;
  const why = closedReason(1, 5, SHUT);
  expect(why).not.toBe(null);
  expect(effectsOf([change], state, AT, CONTEXT)).toMatchObject([{ reason: why }]);
});

test("empty in the system are the stations whose condition holds, told or not yet, and not those that are over", () => {
  const state = stateWith(pending, pending, open, closing, INACTIVE, UNSEEN);
  expect(effectOf(INACTIVE, open, { state, column: 2 })).toMatchObject({ emptyInSystem: 3 });
  expect(effectOf(open, INACTIVE, { state, column: 4 })).toMatchObject({ resolution: { emptyInSystem: 3 } });
});

test("with a roster it says what is near its own station", () => {
  const stations = placesInARow("a", "b", "c");
  const roster = indexRoster({ type: "roster", systemId: "hill", fetchedAt: T0, timeZone: null, stations });
  const change = { rule: "empty", column: 1, before: INACTIVE, after: open, since: SINCE } as const;
  const [effect] = effectsOf([change], stateWith(INACTIVE, open, INACTIVE), AT, { ...CONTEXT, roster });
  expect(effect).toMatchObject({
    stationName: "Place b",
    alternatives: [
      { stationId: "a", distanceMeters: 111, vehicles: 10, docks: 20 },
      { stationId: "c", distanceMeters: 111, vehicles: 12, docks: 22 },
    ],
  });
});

test("without a roster nobody knows where else to go", () => {
  expect(effectOf(INACTIVE, open)).toMatchObject({ alternatives: [], stationName: "a", address: null });
});

test("an alert about the feed has no station, no counts and the reason that its poll gives", () => {
  const change = { rule: "feed-down", column: null, before: INACTIVE, after: open, since: SINCE } as const;
  const [effect] = effectsOf([{ ...change, reason: "HTTP 503" }], stateWith(INACTIVE), AT, CONTEXT);
  expect(effect).toMatchObject({ stationId: null, stationName: null, reason: "HTTP 503", alternatives: [] });
  expect(effect).toHaveProperty("observed", { vehicles: null, docks: null });
});
