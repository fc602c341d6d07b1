import { describe, expect, test } from "vitest";
import { announcementsOf } from "../../functions/core/announcement.ts";
import type { Effect } from "../../functions/core/effects.ts";
import { UNSEEN } from "../../functions/core/lifecycle.ts";
import { parseOpeningHours } from "../../functions/core/opening-hours.ts";
import type { RuleBook } from "../../functions/core/rules.ts";
import { NEW_SYSTEM } from "../../functions/core/state.ts";
import { at, failed, guarded, IN_SERVICE, reading, retired, run, SHUT, snapshot, told } from "./builders.ts";

/** Twenty stations of which the first `closed` are out of service; counts move, so that the feed is not frozen. */
function city(minute: number, closed: number, absent = 0) {
  const indexes = Array.from({ length: 20 - absent }, (_, index) => index);
  const stations = indexes.map((index) => {
    return reading(`s${index}`, 3 + (minute % 5), 5, index < closed ? SHUT : IN_SERVICE);
  });
  return snapshot(at(minute), ...stations);
}

const unheld = (more: Partial<RuleBook["feed"]> = {}) =>
  guarded({ feed: { ...guarded().feed, "feed-flapping": null, ...more } });
const toldOf = (effects: readonly Effect[]) =>
  told(effects).filter((line) => !line.includes("feed-flapping"));
const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `s${from + index}`);

describe("a system of which nearly all stations are closed", () => {
  test("is one alert in place of theirs, from the first poll that showed it", () => {
    const polls = [city(0, 1), city(1, 20), city(2, 20), city(3, 20), city(4, 20)];
    const { effects, state } = run(polls, { ruleBook: guarded() });
    expect(toldOf(effects)).toEqual(["open closed s0 0 baseline", "open system-closed 3 since 1"]);
    const [, , opened] = effects.filter(({ type }) => type === "open");
    expect(opened).toMatchObject({ stationId: null, reason: "20 of 20 stations are out of service" });
    expect(announcementsOf("hill", effects).map(({ summary }) => summary)).toContain(
      "hill: 1 opened (system-closed)",
    );
    expect(state.rules.closed?.filter(({ phase }) => phase === "open")).toHaveLength(1);
  });

  test("is a baseline when the first look shows it so, and ends aloud", () => {
    const { effects } = run([city(0, 20), city(1, 20), city(2, 0)], { ruleBook: unheld() });
    expect(toldOf(effects)).toEqual(["open system-closed 0 baseline", "resolve system-closed 2"]);
    expect(announcementsOf("hill", effects).map(({ summary }) => summary)).toEqual([
      "hill: 1 resolved (system-closed)",
    ]);
  });

  test("opens, when it ends, an alert for each station still closed, dated from its beginning", () => {
    const { effects } = run([city(0, 0), city(5, 20), city(9, 19), city(12, 3), city(15, 0)], {
      ruleBook: unheld(),
    });
    expect(toldOf(effects)).toEqual([
      "open system-closed 5",
      "resolve system-closed 12",
      ...ids(0, 3).map((id) => `open closed ${id} 12 since 5`),
      ...ids(0, 3).map((id) => `resolve closed ${id} 15`),
    ]);
  });

  test("opens them at once where they have been closed for long enough when a held change ends it", () => {
    const { rules } = guarded();
    const closed = { atMost: 0, clearAt: 1, keepForMs: 0, forMs: 360_000 };
    const polls = [
      city(0, 0),
      ...[5, 6, 7].map((minute) => city(minute, 20)),
      ...[10, 11, 12].map((minute) => city(minute, 3)),
    ];
    const { effects } = run(polls, { ruleBook: guarded({ rules: { ...rules, closed } }) });
    expect(toldOf(effects)).toEqual([
      "open system-closed 7 since 5",
      "resolve system-closed 12 ended 10",
      ...ids(0, 3).map((id) => `open closed ${id} 12 since 5`),
    ]);
  });

  test("keeps alerts of stations that were closed before, and ends those of stations that open meanwhile", () => {
    const { effects } = run([city(0, 0), city(1, 2), city(5, 20), city(6, 20), city(9, 0)], {
      ruleBook: unheld(),
    });
    expect(toldOf(effects)).toEqual([
      "open closed s0 1",
      "open closed s1 1",
      "open system-closed 5",
      "resolve system-closed 9",
      "resolve closed s0 9",
      "resolve closed s1 9",
    ]);
  });

  test("dates only what it kept back: what closes while its keepFor lasts has been so since then", () => {
    const patient = { "system-closed": { forMs: 0, keepForMs: 600_000, share: 0.9, atLeast: 10 } };
    const { effects } = run([city(0, 0), city(1, 20), city(3, 1), city(4, 2)], { ruleBook: unheld(patient) });
    expect(toldOf(effects)).toEqual(["open system-closed 1", "open closed s0 3 since 1", "open closed s1 4"]);
  });

  test("leaves it to the keepFor of those that open with it when they are told of", () => {
    const { rules } = guarded();
    const closed = { atMost: 0, clearAt: 1, forMs: 0, keepForMs: 60_000 };
    const polls = [city(0, 0), city(1, 2), city(5, 20), city(9, 0), city(11, 0)];
    const { effects } = run(polls, { ruleBook: { ...unheld(), rules: { ...rules, closed } } });
    expect(toldOf(effects).slice(2)).toEqual([
      "open system-closed 5",
      "resolve system-closed 9",
      "resolve closed s0 11 ended 9",
      "resolve closed s1 11 ended 9",
    ]);
  });

  test.each<[string, number, number, boolean]>([
    ["more than nine in ten of them", 19, 0, true],
    ["nine in ten of them", 18, 0, false],
    ["all of those that the look shows", 12, 8, true],
    ["ten of eleven that it shows", 10, 9, true],
    ["all nine that it shows", 9, 11, false],
  ])("is so from %s", (_, closed, absent, isTold) => {
    const feed = { "feed-shrunk": null };
    const { effects } = run([city(0, 0, absent), city(1, closed, absent)], { ruleBook: unheld(feed) });
    expect(toldOf(effects).includes("open system-closed 1")).toBe(isTold);
    expect(toldOf(effects).some((line) => line.startsWith("open closed"))).toBe(!isTold);
  });

  test("waits for its own for, and opens what it kept back when that was not reached", () => {
    const patient = { "system-closed": { forMs: 600_000, keepForMs: 0, share: 0.9, atLeast: 10 } };
    const { effects } = run([city(0, 0), city(1, 20), city(5, 20), city(8, 2)], {
      ruleBook: unheld(patient),
    });
    expect(toldOf(effects)).toEqual(["open closed s0 8 since 1", "open closed s1 8 since 1"]);
  });

  test("stays one alert while its keepFor lasts, and keeps back only what closes with it", () => {
    const patient = { "system-closed": { forMs: 0, keepForMs: 600_000, share: 0.9, atLeast: 10 } };
    const { effects } = run([city(0, 0), city(1, 20), city(3, 1), city(5, 20), city(20, 0), city(31, 0)], {
      ruleBook: unheld(patient),
    });
    expect(toldOf(effects)).toEqual([
      "open system-closed 1",
      "open closed s0 3 since 1",
      "resolve closed s0 20",
      "resolve system-closed 31 ended 20",
    ]);
  });

  test("is judged by the stations within their hours alone, and not at all outside those of the system", () => {
    const hours = parseOpeningHours("Mo-Su 06:00-09:00");
    const book = unheld();
    const guards = { ...book.guards, openingHours: { hours, timeZone: "UTC" } };
    const { effects } = run([city(0, 0), city(10, 0), city(50, 20), city(70, 20)], {
      ruleBook: { ...book, guards },
    });
    expect(toldOf(effects)).toEqual([]);
  });

  test("may be shrunk too: both are told", () => {
    const polls = [city(0, 0), ...[1, 6, 11].map((minute) => city(minute, 10, 10))];
    const { effects } = run(polls, { ruleBook: unheld() });
    expect(toldOf(effects)).toEqual(["open system-closed 1", "open feed-shrunk 11 since 1"]);
  });

  test("may rest for days: a closed system is no frozen feed", () => {
    const still = Array.from({ length: 60 }, (_, index) => city(index * 20, 20));
    expect(toldOf(run([city(0, 20), ...still.slice(1)], { ruleBook: unheld() }).effects)).toEqual([
      "open system-closed 0 baseline",
    ]);
  });

  test("goes on over a failing feed; after a gap its beginning and its end are of an unknown time", () => {
    const failing = [1, 2, 3].map((minute) => failed(at(minute)));
    const { effects } = run(
      [city(0, 0), ...failing, city(45, 20), city(46, 20), failed(at(47)), city(90, 0)],
      {
        ruleBook: unheld({ "feed-down": null }),
      },
    );
    expect(toldOf(effects)).toEqual([
      "open system-closed 45 after a gap",
      "resolve system-closed 90 uncertain",
    ]);
  });

  test("is withdrawn when it leaves, and unseen where the rule is off or was not known to the state", () => {
    const left = run([city(0, 0), city(1, 20), retired(at(5))], { ruleBook: unheld() });
    expect(toldOf(left.effects)).toEqual([
      "open system-closed 1",
      "resolve system-closed 5 ended 1 withdrawn",
    ]);
    expect(left.state.feedRules["system-closed"]).toBe(UNSEEN);
    expect(NEW_SYSTEM.feedRules["system-closed"]).toBe(UNSEEN);
    const off = run([city(0, 0), city(1, 20)], { ruleBook: unheld({ "system-closed": null }) });
    expect(toldOf(off.effects)).toHaveLength(20);
    expect(off.state.feedRules["system-closed"]).toBe(UNSEEN);
    const on = run([city(2, 20)], { ruleBook: unheld() }, off.state);
    expect(toldOf(on.effects)).toEqual(["open system-closed 2 baseline"]);
  });
});
