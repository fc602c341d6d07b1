import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { indexRoster } from "../../functions/core/roster.ts";
import type { RuleBook } from "../../functions/core/rules.ts";
import { bookDifferences } from "../../functions/views/book-differences.ts";
import { type ChangedTurn, changedTurns } from "../../functions/views/rules-diff.ts";
import { differenceLines } from "../../functions/words/rules-diff.ts";
import { outcomes, ruleBooks } from "../core/arbitrary.ts";
import {
  at,
  failed,
  guarded,
  MINUTE_MS,
  NO_RULES,
  onlyEmpty,
  reading,
  ruleBook,
  run,
  SYSTEM,
  snapshot,
  unchanged,
} from "../core/builders.ts";

/** Station a has been empty for five minutes, b for none; c has one bike. */
const seen = (book: RuleBook) =>
  run(
    [
      snapshot(at(0), reading("a", 3), reading("b", 3), reading("c", 3)),
      snapshot(at(1), reading("a", 0), reading("b", 3), reading("c", 3)),
      snapshot(at(6), reading("a", 0), reading("b", 0), reading("c", 1)),
    ],
    { ruleBook: book },
  ).state;

function turns(now: RuleBook, tried: RuleBook | "retired"): Record<string, [unknown, unknown]> {
  const changed = changedTurns(seen(now), { now, tried }, null, at(7));
  return Object.fromEntries(
    changed.map(({ rule, stationId, now: one, tried: other }: ChangedTurn) => [
      `${stationId ?? ""}/${rule}`,
      [one, other],
    ]),
  );
}

const AT_ONCE = onlyEmpty();
const PATIENT = onlyEmpty({ forMs: 10 * MINUTE_MS });

describe("with the next poll, other rules", () => {
  test("withdraw what they do not watch, as a system that leaves does", () => {
    const off = ruleBook(NO_RULES);
    const all = { "a/empty": [null, "withdrawn"], "b/empty": [null, "withdrawn"] };
    expect(turns(AT_ONCE, off)).toEqual(all);
    expect(turns(AT_ONCE, "retired")).toEqual(all);
  });

  test("open what has lasted long enough for them, and let wait what they count too", () => {
    expect(turns(PATIENT, onlyEmpty({ forMs: 5 * MINUTE_MS }))).toEqual({ "a/empty": [null, "opens"] });
    expect(turns(AT_ONCE, onlyEmpty({ atMost: 1, clearAt: 2 }))).toEqual({ "c/empty": [null, "opens"] });
    expect(turns(AT_ONCE, onlyEmpty({ atMost: 1, clearAt: 2, forMs: MINUTE_MS }))).toEqual({
      "c/empty": [null, "waits to open"],
    });
  });

  test("end what they do not mind, now or after a while", () => {
    const few = onlyEmpty({ atMost: 1, clearAt: 2 });
    expect(turns(few, AT_ONCE)).toEqual({ "c/empty": [null, "ends"] });
    expect(turns(few, onlyEmpty({ keepForMs: MINUTE_MS }))).toEqual({ "c/empty": [null, "waits to end"] });
    const slow = onlyEmpty({ atMost: 1, clearAt: 2, forMs: 10 * MINUTE_MS });
    expect(turns(slow, PATIENT)).toEqual({ "c/empty": [null, "waits no more"] });
  });

  test("leave alone what the rules of now would change, and that is said too", () => {
    const soon = onlyEmpty({ forMs: 6 * MINUTE_MS });
    expect(turns(soon, PATIENT)).toEqual({ "a/empty": ["opens", null] });
  });

  test("open a baseline where a rule is new", () => {
    expect(turns(ruleBook(NO_RULES), AT_ONCE)).toEqual({
      "a/empty": [null, "opens"],
      "b/empty": [null, "opens"],
    });
  });

  test("may be about the feed", () => {
    const state = run([snapshot(at(0), reading("a", 1)), failed(at(1)), failed(at(12))], {
      ruleBook: guarded(),
    }).state;
    const tried = guarded({ feed: { ...guarded().feed, "feed-down": null } });
    expect(changedTurns(state, { now: guarded(), tried }, null, at(13))).toEqual([
      { rule: "feed-down", stationId: null, now: "ends", tried: "withdrawn" },
    ]);
  });

  test("judge what was believed last, also after a poll that was dropped or before any", () => {
    const state = { ...seen(AT_ONCE), snapshotAt: null };
    expect(changedTurns(state, { now: AT_ONCE, tried: ruleBook(NO_RULES) }, null, at(7))).toHaveLength(2);
    expect(changedTurns(run([]).state, { now: AT_ONCE, tried: PATIENT }, null, at(7))).toEqual([]);
  });
});

test("rules that are the same change nothing, and what they say comes true with that poll", () => {
  const roster = indexRoster({
    type: "roster",
    systemId: SYSTEM,
    fetchedAt: 0,
    timeZone: null,
    stations: [],
  });
  fc.assert(
    fc.property(outcomes(), ruleBooks, ruleBooks, (polls, now, tried) => {
      const { state } = run(polls, { ruleBook: now });
      if (state.markAt === null) return;
      const next = state.markAt + MINUTE_MS;
      expect(changedTurns(state, { now, tried: now }, roster, next)).toEqual([]);
      if (state.snapshotAt === null) return;
      const { effects } = run([unchanged(next, state.snapshotAt)], { ruleBook: tried, roster }, state);
      const opened = effects.flatMap((effect) =>
        effect.type === "open" ? [[effect.rule, effect.stationId]] : [],
      );
      const said = changedTurns(state, { now: null, tried }, roster, next)
        .filter((turn) => turn.tried === "opens")
        .map(({ rule, stationId }) => [rule, stationId]);
      expect(said.map(String).sort()).toEqual(opened.map(String).sort());
    }),
    { numRuns: 100 },
  );
});

describe("the books", () => {
  const own = { ...AT_ONCE.rules, empty: { atMost: 3, clearAt: 4, forMs: 0, keepForMs: 0 } };

  test("differ by rule, guard and station, and a change for all is no news of a station", () => {
    const now = guarded({ stations: new Map([["b", own]]) });
    const tried: RuleBook = {
      ...now,
      rules: { ...now.rules, full: null },
      feed: { ...now.feed, "feed-down": { forMs: 60_000, keepForMs: 0, share: 0, atLeast: 0 } },
      guards: { ...now.guards, rebaselineAfterMs: null },
      stations: new Map([["b", { ...own, full: null }]]),
    };
    expect(differenceLines(bookDifferences(now, tried))).toEqual([
      "full: opens at 0 docks or fewer at once, and ends at 1 dock or more at once; then off",
      "feed-down: opens after 10 min, and ends at once; then opens after 1 min, and ends at once",
      "rebaselineAfter: 30 min, then off",
    ]);
  });

  test("name some stations with rules of their own, and count the others", () => {
    const stations = new Map(Array.from({ length: 9 }, (_, number) => [`${number}`, own] as const));
    const lines = differenceLines(bookDifferences(AT_ONCE, { ...AT_ONCE, stations }));
    expect(lines).toHaveLength(6);
    expect(lines[0]).toBe(
      'empty of station "0": opens at 0 bikes or fewer at once, and ends at 1 bike or more at once; ' +
        "then opens at 3 bikes or fewer at once, and ends at 4 bikes or more at once",
    );
    expect(lines.at(-1)).toBe("4 more rules of single stations");
  });

  test("are the same in whatever order their keys stand", () => {
    const empty = { keepForMs: 0, clearAt: 1, forMs: 0, atMost: 0 };
    expect(bookDifferences(AT_ONCE, { ...AT_ONCE, rules: { ...AT_ONCE.rules, empty } })).toEqual([]);
  });
});
