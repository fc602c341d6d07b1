import { describe, expect, test } from "vitest";
import {
  type AlertFilter,
  earliestEnd,
  isAsked,
  isSifted,
  type SystemScope,
  startsOf,
} from "../../functions/store/alert-filter.ts";
import { alertItem } from "../../functions/store/alert-item.ts";
import { anOpening, aResolution, at } from "../core/builders.ts";

/** Begun at 1, opened at 2; the other ended at 4 and was resolved at 6. */
const OPEN = alertItem("hill", anOpening({ startedAt: at(1), openedAt: at(2) }));
const RESOLVED = alertItem(
  "hill",
  anOpening({
    startedAt: at(1),
    openedAt: at(2),
    resolution: aResolution({ endedAt: at(4), resolvedAt: at(6) }),
  }),
);
const MOMENT = alertItem(
  "hill",
  anOpening({ startedAt: at(1), resolution: aResolution({ endedAt: at(1), resolvedAt: at(6) }) }),
);

const scope = (more: Omit<SystemScope, "systemId">): SystemScope => ({ systemId: "hill", ...more });
const filter = (more: Omit<AlertFilter, "systems">): AlertFilter => ({ systems: [], ...more });
const iso = (minute: number) => new Date(at(minute)).toISOString();

describe("of an open alert, a resolved one and one of a moment, those are asked for", () => {
  test.each<
    [string, Omit<SystemScope, "systemId">, Omit<AlertFilter, "systems">, [boolean, boolean, boolean]]
  >([
    ["all", {}, {}, [true, true, true]],
    ["that are open", {}, { openOnly: true }, [true, false, false]],
    ["open or not", {}, { openOnly: false }, [true, true, true]],
    ["of their rule", {}, { rules: ["full", "empty"] }, [true, true, true]],
    ["of no other rule", {}, { rules: ["full"] }, [false, false, false]],
    ["that were so before 1", { held: { until: at(1) } }, {}, [false, false, false]],
    ["that were so before 1 and a bit", { held: { until: at(1) + 1 } }, {}, [true, true, true]],
    ["that were so at 1 or later", { held: { since: at(1) } }, {}, [true, true, true]],
    ["that were so after 1", { held: { since: at(1) + 1 } }, {}, [true, true, false]],
    ["that were so just before 4", { held: { since: at(4) - 1 } }, {}, [true, true, false]],
    ["that were so at 4", { held: { since: at(4) } }, {}, [true, false, false]],
    ["that began at 1", { started: { since: at(1), until: at(1) + 1 } }, {}, [true, true, true]],
    ["that began later", { started: { since: at(1) + 1 } }, {}, [false, false, false]],
    ["that began earlier", { started: { until: at(1) } }, {}, [false, false, false]],
    ["that ended", { ended: {} }, {}, [false, true, true]],
    ["that ended at 4", { ended: { since: at(4), until: at(4) + 1 } }, {}, [false, true, false]],
    ["that ended before 4", { ended: { until: at(4) } }, {}, [false, false, true]],
    ["that ended after 4", { ended: { since: at(4) + 1 } }, {}, [false, false, false]],
    ["that changed at 2 or later", { changedSince: at(2) }, {}, [true, true, true]],
    ["that changed after 2", { changedSince: at(2) + 1 }, {}, [false, true, true]],
    ["that changed at 6", { changedSince: at(6) }, {}, [false, true, true]],
    ["that changed after 6", { changedSince: at(6) + 1 }, {}, [false, false, false]],
    ["that fit", { fits: ({ status }) => status === "open" }, {}, [true, false, false]],
  ])("%s", (_what, more, also, expected) => {
    const asked = [OPEN, RESOLVED, MOMENT].map((item) => isAsked(item, scope(more), filter(also)));
    expect(asked).toEqual(expected);
  });
});

test.each<[string, Omit<SystemScope, "systemId">, Omit<AlertFilter, "systems">, boolean]>([
  ["nothing", {}, {}, false],
  ["when they began", { started: { since: at(1) } }, {}, false],
  ["until when they were so", { held: { until: at(1) } }, {}, false],
  ["since when they were so", { held: { since: at(1) } }, {}, true],
  ["when they ended", { ended: {} }, {}, true],
  ["when they changed", { changedSince: at(1) }, {}, true],
  ["what they must be like", { fits: () => true }, {}, true],
  ["the rules", {}, { rules: [] }, true],
  ["the stations", {}, { stationIds: ["a"] }, false],
  ["that they are open", {}, { openOnly: true }, false],
  ["the stations, and that they are open", {}, { stationIds: ["a"], openOnly: true }, true],
  ["the stations, open or not", {}, { stationIds: ["a"], openOnly: false }, false],
])("a question that says %s leaves fewer alerts than are read: %o", (_what, more, also, expected) => {
  expect(isSifted(scope(more), filter(also))).toBe(expected);
});

test.each<[string, Omit<SystemScope, "systemId">, { from: string; until: string }]>([
  ["at any time", {}, { from: "0", until: "A" }],
  ["from a beginning on", { started: { since: at(1) } }, { from: iso(1), until: "A" }],
  ["before a time", { held: { since: at(0), until: at(3) } }, { from: "0", until: iso(3) }],
  ["before their beginning is over", { started: { until: at(2) } }, { from: "0", until: iso(2) }],
  ["before their end is over", { ended: { since: at(1), until: at(4) } }, { from: "0", until: iso(4) }],
  [
    "before the first of all these",
    { held: { until: at(3) }, started: { since: at(1), until: at(2) }, ended: { until: at(4) } },
    { from: iso(1), until: iso(2) },
  ],
])("alerts of a question about what was so %s begin there", (_what, more, range) => {
  expect(startsOf(scope(more))).toEqual(range);
});

test.each<[string, Omit<SystemScope, "systemId">, string | undefined]>([
  ["nothing", { held: { until: at(9) }, started: { since: at(9) }, ended: { until: at(9) } }, undefined],
  ["that they were so", { held: { since: at(3) } }, iso(3)],
  ["that they ended", { ended: { since: at(4) } }, iso(4)],
  ["that they changed", { changedSince: at(5) }, iso(5)],
  ["the last of all these", { held: { since: at(3) }, ended: { since: at(4) }, changedSince: at(2) }, iso(4)],
])("what was resolved before %s since a time is left out by the table", (_what, more, end) => {
  expect(earliestEnd(scope(more))).toBe(end);
});
