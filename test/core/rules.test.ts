import { expect, test } from "vitest";
import { FEED_RULES } from "../../functions/core/feed-rules.ts";
import { extraMeasuresOf, PLAIN_RULES, RULE_NAMES, wordsOf } from "../../functions/core/rules.ts";
import {
  AT_ONCE,
  type JudgingRule,
  STATION_RULES,
  stationRuleOf,
} from "../../functions/core/station-rules.ts";
import { NO_RULES, ruleBook, SHUT } from "./builders.ts";

test("the rules' names are those of all rows, stations first", () => {
  expect(RULE_NAMES).toEqual([
    ...["empty", "full", "closed", "missing", "few-ebikes"],
    ...["feed-down", "feed-frozen", "feed-shrunk", "feed-flapping", "system-closed"],
  ]);
  for (const row of [...STATION_RULES, ...FEED_RULES]) expect(wordsOf(row.name)).toBe(row.words);
  for (const row of STATION_RULES) expect(stationRuleOf(row.name)).toBe(row);
  expect(() => stationRuleOf("unheard" as "empty")).toThrow("there is no rule unheard");
  for (const rule of ["of-newer-code", "__proto__", "constructor"])
    expect(wordsOf(rule)).toEqual({ opened: rule, resolved: `no longer ${rule}` });
});

test("the plain rules are empty, full and closed at once, and nothing else", () => {
  expect(PLAIN_RULES.rules).toEqual({
    ...{ empty: AT_ONCE, full: AT_ONCE, closed: AT_ONCE },
    ...{ missing: null, "few-ebikes": null },
  });
  expect(AT_ONCE).toEqual({ atMost: 0, clearAt: 1, forMs: 0, keepForMs: 0 });
  expect(new Set(Object.values(PLAIN_RULES.feed))).toEqual(new Set([null]));
  expect(new Set(Object.values(PLAIN_RULES.guards))).toEqual(new Set([null, false]));
});

test("a missing station is waited for, and few e-bikes are one", () => {
  expect(stationRuleOf("missing").builtIn).toEqual({ ...AT_ONCE, forMs: 3_600_000 });
  expect(stationRuleOf("few-ebikes").builtIn).toEqual({ ...AT_ONCE, atMost: 1, clearAt: 2 });
});

test.each([
  [0, 0, "no vehicle and no dock"],
  [0, 5, null],
  [5, 0, null],
  [null, 0, null],
  [0, null, null],
])("with %j vehicles and %j docks, the reason why a station is closed is %j", (vehicles, docks, reason) => {
  const columns = { present: [false, true], vehicles: [9, vehicles], docks: [9, docks], flags: [SHUT, 0] };
  const { counts, ...row } = stationRuleOf("closed") as JudgingRule;
  expect([counts, row.reason(columns, 1)]).toEqual([null, reason]);
  expect(row.reason(columns, 0)).toBe("neither renting nor returning");
});

test("an extra measure is counted where a rule is on that counts it, for all stations or for one", () => {
  const counting = { ...NO_RULES, "few-ebikes": AT_ONCE };
  expect(extraMeasuresOf(ruleBook(counting))).toEqual(["ebikes"]);
  expect(extraMeasuresOf(ruleBook(NO_RULES, [["a", counting]]))).toEqual(["ebikes"]);
  expect(extraMeasuresOf(ruleBook({ ...NO_RULES, empty: AT_ONCE }, [["a", NO_RULES]]))).toEqual([]);
});
