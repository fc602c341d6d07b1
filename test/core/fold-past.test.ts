import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FoldContext } from "../../functions/core/context.ts";
import type { Effect } from "../../functions/core/effects.ts";
import { foldPast } from "../../functions/core/fold-past.ts";
import type { PollOutcome } from "../../functions/core/observation.ts";
import type { PastLook } from "../../functions/core/past.ts";
import { indexRoster, type RosterStation } from "../../functions/core/roster.ts";
import { PLAIN_RULES } from "../../functions/core/rules.ts";
import { HOURS_UNKNOWN } from "../../functions/core/service-times.ts";
import { NEW_SYSTEM } from "../../functions/core/state.ts";
import { AT_ONCE } from "../../functions/core/station-rules.ts";
import { outcomes, ruleBooks } from "./arbitrary.ts";
import {
  at,
  contextOf,
  failed,
  guarded,
  IN_SERVICE,
  reading,
  run,
  SHUT,
  SYSTEM,
  snapshot,
  T0,
  told,
} from "./builders.ts";
import { looksOf } from "./looks.ts";

function pastOf(polls: readonly PollOutcome[], more: Partial<FoldContext> = {}): PastLook[] {
  return looksOf(polls, more).looks.map(({ past }) => past);
}

function runPast(looks: readonly PastLook[], more: Partial<FoldContext> = {}): Effect[] {
  let state = NEW_SYSTEM;
  return looks.flatMap((kept) => {
    const look = structuredClone(kept);
    const folded = foldPast(state, look, contextOf({ arrivedAt: look.at, ...more }));
    state = folded.state;
    // A reader of history uses the same arrays again.
    for (const column of Object.values(look.believed?.columns ?? {})) (column as unknown[]).fill(7);
    return folded.effects;
  });
}

/** Whatever was told by rules that the look went by is not comparable. */
const withoutVersions = (effects: readonly Effect[]) =>
  effects.map((effect) => (effect.type === "open" ? { ...effect, ruleVersion: "" } : effect));

test("under other rules about stations, a fold of the looks tells what the records would have told", () => {
  fc.assert(
    fc.property(outcomes(), ruleBooks, ruleBooks, (polls, then, other) => {
      // E-bikes are believed only where a rule counts them, so both count none here.
      const rules = { ...other.rules, "few-ebikes": null };
      const stations = new Map([...other.stations].map(([id, own]) => [id, { ...own, "few-ebikes": null }]));
      const tried = { ...then, version: "tried", rules, stations };
      const folded = run(polls, { ruleBook: tried }).effects;
      const looks = pastOf(polls, { ruleBook: then });
      expect(withoutVersions(runPast(looks, { ruleBook: tried }))).toEqual(withoutVersions(folded));
    }),
    { numRuns: 150 },
  );
});

function rosterOf(...stations: (Partial<RosterStation> & { readonly stationId: string })[]) {
  const nothing = { address: null, latitude: null, longitude: null, capacity: null };
  return indexRoster({
    type: "roster",
    systemId: SYSTEM,
    fetchedAt: T0,
    timeZone: "UTC",
    stations: stations.map((station) => ({ name: station.stationId, ...nothing, ...station })),
  });
}

describe("a fold of the past", () => {
  const book = guarded();
  const DOWN_AT_ONCE = guarded({
    feed: { ...book.feed, "feed-down": { forMs: 0, keepForMs: 0, share: 0, atLeast: 0 } },
  });

  test("knows who comes back from a night, when nobody is outside the hours any more", () => {
    const roster = rosterOf({ stationId: "a", openingHours: "Mo-Su 06:00-09:00" }, { stationId: "b" });
    const both = (minute: number, flags: number, vehicles: number) =>
      snapshot(at(minute), reading("a", vehicles, 5, flags), reading("b", 4 + (minute % 3)));
    const evening = [both(0, IN_SERVICE, 4), both(10, IN_SERVICE, 0), both(60, SHUT, 0)];
    const night = Array.from({ length: 63 }, (_, index) => both(80 + 20 * index, SHUT, 0));
    const polls = [...evening, ...night, both(1_336, IN_SERVICE, 4)];
    const context = { ruleBook: book, roster };
    const folded = run(polls, context).effects;
    expect(told(folded)).toEqual(["open empty a 10", "resolve empty a 1336 uncertain"]);
    expect(runPast(pastOf(polls, context), context)).toEqual(folded);
  });

  test("of a look whose columns are gone knows that the feed was well, and nothing of the stations", () => {
    const polls = [
      ...[0, 1].map((minute) => snapshot(at(minute), reading("a", 4 + minute))),
      ...[2, 8, 14].map((minute) => failed(at(minute))),
      ...[15, 16].map((minute) => snapshot(at(minute), reading("a", 0))),
    ];
    const looks = pastOf(polls, { ruleBook: book });
    const blind = looks.map((look) => {
      if (look.at === at(15)) return { ...look, believed: null, hole: "gone" };
      return { ...look, believed: look.believed && { ...look.believed, changed: null } };
    });
    const feed = ["open feed-down 14 since 2", "resolve feed-down 15"];
    expect(told(runPast(looks, { ruleBook: book }))).toEqual([...feed, "open empty a 15"]);
    expect(told(runPast(blind, { ruleBook: book }))).toEqual([...feed, "open empty a 16"]);
  });

  test("of a look that nobody can read knows nothing, not even that the feed failed", () => {
    const polls = [0, 1, 2].map((minute) => snapshot(at(minute), reading("a", 4)));
    const looks = pastOf(polls, { ruleBook: DOWN_AT_ONCE });
    const unread = {
      previousAt: null,
      verdict: "unread",
      reason: null,
      ruleVersion: null,
      believed: null,
    } as const;
    const torn = looks.map((look) => (look.at === at(1) ? { at: look.at, ...unread, hole: "torn" } : look));
    expect(told(runPast(looks, { ruleBook: DOWN_AT_ONCE }))).toEqual([]);
    expect(told(runPast(torn, { ruleBook: DOWN_AT_ONCE }))).toEqual([]);
  });

  test("of a look that nobody can read moves the mark", () => {
    const { state } = run([snapshot(at(0), reading("a", 4))], { ruleBook: book });
    const torn = { at: at(1), previousAt: null, reason: null, believed: null, hole: "torn" };
    const unread: PastLook = { ...torn, verdict: "unread", ruleVersion: null };
    expect(foldPast(state, unread, contextOf({ ruleBook: book }))).toEqual({
      state: { ...state, markAt: at(1) },
      effects: [],
      verdict: "unmatched",
      reason: null,
      seen: null,
    });
  });

  test("goes by the columns of a look before which something is missing, whatever it says has changed", () => {
    const looks = pastOf([snapshot(at(0), reading("a", 4)), snapshot(at(1), reading("a", 0))]);
    const lost = looks.map(({ believed, ...look }, index) => ({
      ...look,
      believed: believed && { ...believed, changed: [] },
      hole: index === 0 ? null : "lost",
    }));
    expect(told(runPast(lost))).toEqual(["open empty a 1"]);
  });

  test("knows a gap", () => {
    const looks = pastOf(
      [0, 40].map((minute) => snapshot(at(minute), reading("a", 4 - minute / 10))),
      {
        ruleBook: book,
      },
    );
    expect(told(runPast(looks, { ruleBook: book }))).toEqual(["open empty a 40 after a gap"]);
  });

  test("judges nobody whom a look says to be outside the hours of then", () => {
    const both = (minute: number, flags: number) =>
      snapshot(at(minute), ...["a", "b"].map((id) => reading(id, 4, 5, flags)));
    const looks = pastOf([both(0, IN_SERVICE), both(1, SHUT)], { ruleBook: book });
    const outside = looks.map((look) => ({
      ...look,
      believed: look.believed && { ...look.believed, outside: [true, false] },
    }));
    expect(told(runPast(looks, { ruleBook: book }))).toEqual(["open closed a 1", "open closed b 1"]);
    expect(told(runPast(outside, { ruleBook: book }))).toEqual(["open closed b 1"]);
    const all = outside.map((look) => ({
      ...look,
      believed: look.believed && { ...look.believed, outside: "all" as const },
    }));
    expect(told(runPast(all, { ruleBook: book }))).toEqual([]);
  });

  test("knows the hours of a station that is new", () => {
    const roster = rosterOf({ stationId: "b", openingHours: "24/7; PH off" });
    const polls = [
      snapshot(at(0), reading("a", 4)),
      snapshot(at(1), reading("a", 4), reading("b", 4, 5, SHUT)),
    ];
    const { effects } = run(polls, { ruleBook: book, roster });
    expect(effects).toMatchObject([{ reason: `neither renting nor returning; ${HOURS_UNKNOWN}` }]);
    expect(runPast(pastOf(polls, { ruleBook: book, roster }), { ruleBook: book, roster })).toEqual(effects);
  });

  test("counts no docks where the roster says, by now, that there are none", () => {
    const roster = rosterOf({ stationId: "a", hasDocks: false });
    const looks = pastOf([snapshot(at(0), reading("a", 4, 3)), snapshot(at(1), reading("a", 4, 0))], {
      ruleBook: book,
    });
    expect(told(runPast(looks, { ruleBook: book }))).toEqual(["open full a 1"]);
    expect(told(runPast(looks, { ruleBook: book, roster }))).toEqual([]);
  });

  test("keeps no measure that its rules do not count, also of a look that changes nothing", () => {
    const counting = { ...PLAIN_RULES, rules: { ...PLAIN_RULES.rules, "few-ebikes": AT_ONCE } };
    const polls = [0, 1].map((minute) => snapshot(at(minute), { ...reading("a", 4), ebikes: 2 }));
    const [first, second] = pastOf(polls, { ruleBook: counting }) as [PastLook, PastLook];
    const before = foldPast(NEW_SYSTEM, first, contextOf({ ruleBook: counting })).state;
    expect(before.columns.ebikes).toEqual([2]);
    expect(foldPast(before, second, contextOf()).state.columns).not.toHaveProperty("ebikes");
  });

  test("that begins in the middle begins with a baseline", () => {
    const polls = [
      snapshot(at(0), reading("a", 4), reading("b", 0)),
      snapshot(at(1), reading("a", 0)),
      snapshot(at(2), reading("a", 0), reading("c", 3)),
    ];
    const looks = pastOf(polls);
    expect(told(runPast(looks.slice(1)))).toEqual(["open empty a 1 baseline"]);
  });
});
