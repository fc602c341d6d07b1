import { describe, expect, test } from "vitest";
import type { Look } from "../../functions/core/believed.ts";
import { parseOpeningHours } from "../../functions/core/opening-hours.ts";
import { indexRoster } from "../../functions/core/roster.ts";
import { NEW_SYSTEM } from "../../functions/core/state.ts";
import {
  at,
  failed,
  guarded,
  IN_SERVICE,
  MINUTE_MS,
  placesInARow,
  reading,
  retired,
  SHUT,
  SYSTEM,
  snapshot,
  T0,
  unchanged,
} from "./builders.ts";
import { looksOf } from "./looks.ts";

const HOUR = 60;

function city(minute: number, vehicles: number, ids = "abcd") {
  return snapshot(at(minute), ...[...ids].map((id, index) => reading(id, index === 0 ? vehicles : 5)));
}

/** In a word each: a key, a delta with the minute of what it builds on, or the verdict. */
function kinds(looks: readonly Look[]): string[] {
  return looks.map(({ past, base }) => {
    if (past.believed === null) return past.hole ?? past.verdict;
    return base === null ? "key" : `on ${(base.on - T0) / 60_000}`;
  });
}

describe("a look has the columns of all stations", () => {
  test("when it is the first, and the next ones what changed", () => {
    const { looks, state } = looksOf([city(0, 1), city(1, 2), unchanged(at(2), at(1)), city(3, 2)]);
    expect(state.history).toMatchObject({ believedAt: at(3), keyAt: at(0) });
    expect(kinds(looks)).toEqual(["key", "on 0", "on 1", "on 2"]);
    expect(looks.map(({ past }) => past.believed?.changed)).toEqual([null, [0], [], []]);
    expect(looks.map(({ base }) => base?.columns.vehicles[0])).toEqual([undefined, 1, 2, 2]);
    expect(looks.map(({ past }) => past.previousAt)).toEqual([null, at(0), at(1), at(2)]);
  });

  test("in another hour of UTC", () => {
    const { looks } = looksOf([city(HOUR - 1, 1), city(HOUR, 1), city(HOUR + 1, 1), city(2 * HOUR, 1)]);
    expect(kinds(looks)).toEqual(["key", "key", `on ${HOUR}`, "key"]);
  });

  test("when more than half of the stations changed", () => {
    const all = (minute: number, vehicles: number, count: number) =>
      snapshot(at(minute), ...[..."abcd"].map((id, index) => reading(id, index < count ? vehicles : 5)));
    const { looks } = looksOf([all(0, 1, 4), all(1, 2, 2), all(2, 3, 3)]);
    expect(kinds(looks)).toEqual(["key", "key", "key"]);
    const { looks: few } = looksOf([all(0, 5, 4), all(1, 2, 2), all(2, 3, 3)]);
    expect(kinds(few)).toEqual(["key", "on 0", "key"]);
    const half = [
      city(0, 1, "abc"),
      city(1, 2, "abc"),
      snapshot(at(2), reading("a", 1), reading("b", 1), reading("c", 5)),
    ];
    expect(kinds(looksOf(half).looks)).toEqual(["key", "on 0", "key"]);
  });

  test("when the list of ids has changed since, also by what was not believed", () => {
    const ids = "abcdefghijklmnopqrstuvwxyz";
    const shut = (minute: number, more: string) =>
      snapshot(at(minute), ...[...`${ids}${more}`].map((id) => reading(id, 5, 5, SHUT)));
    const polls = [
      city(0, 1, ids),
      shut(1, "Å"),
      city(2, 1, ids),
      city(3, 1, `${ids}Ö`),
      city(4, 1, `${ids}Ö`),
    ];
    const { looks } = looksOf(polls, { ruleBook: guarded() });
    expect(kinds(looks)).toEqual(["key", "held", "key", "key", "on 3"]);
  });

  test("in another hour of UTC, whenever what it confirms was seen first", () => {
    const ids = "abcdefghijklmnopqrst";
    const some = (minute: number) =>
      snapshot(at(minute), ...[...ids].map((id, index) => reading(id, 5, 5, index < 10 ? SHUT : IN_SERVICE)));
    const polls = [city(HOUR - 3, 5, ids), some(HOUR - 2), some(HOUR - 1), some(HOUR), some(HOUR + 1)];
    const { looks } = looksOf(polls, { ruleBook: guarded() });
    expect(kinds(looks)).toEqual(["key", "held", "held", "key", `on ${HOUR}`]);
    expect(
      kinds(looksOf([city(0, 5, ids), some(1), some(2), some(3)], { ruleBook: guarded() }).looks),
    ).toEqual(["key", "held", "held", "on 0"]);
  });

  test("after a system has left", () => {
    const { looks } = looksOf([city(0, 1), retired(at(1)), city(2, 1)]);
    expect(kinds(looks)).toEqual(["key", "retired", "key"]);
  });

  test("where a failed poll changed what is believed, since a roster says that stations have no docks", () => {
    const stations = placesInARow("a", "b", "c", "d");
    const dockless = new Set(["b"]);
    const roster = indexRoster({ type: "roster", systemId: SYSTEM, fetchedAt: T0, timeZone: null, stations });
    const before = looksOf([city(0, 1)], { ruleBook: guarded() }).state;
    const more = { ruleBook: guarded(), roster: { ...roster, dockless } };
    const { looks, state } = looksOf([failed(at(1)), city(2, 1), city(3, 1)], more, before);
    expect(kinds(looks)).toEqual(["failed", "key", "on 2"]);
    expect(looks[1]?.past.believed?.changed).toBeNull();
    expect(state.columns.docks[1]).toBeNull();
  });
});

test("a held poll with more new ids than there is room for makes no list", () => {
  const ids = Array.from({ length: 60 }, (_, index) => `new ${index}`);
  const others = snapshot(at(1), ...ids.map((id) => reading(id, 5)));
  const polls = [city(0, 1, "abcdefghijkl"), others, city(2, 2, "abcdefghijkl")];
  const { looks, state } = looksOf(polls, { ruleBook: guarded() });
  expect(kinds(looks)).toEqual(["key", "held", "on 0"]);
  expect(state.history).toMatchObject({ listAt: at(0), listChanges: 0 });
});

test("what shows nothing is no base, and breaks none", () => {
  const { looks } = looksOf([city(0, 1), failed(at(1)), unchanged(at(2), at(1)), city(3, 2)]);
  expect(kinds(looks)).toEqual(["key", "failed", "unmatched", "on 0"]);
  expect(looks.map(({ past }) => past.at)).toEqual([0, 1, 2, 3].map(at));
  expect(looks.map(({ past }) => past.reason)).toEqual([
    null,
    "it answered 503",
    "the feed repeats what is not the newest",
    null,
  ]);
});

test("a confirmed hold holds since its first sighting, and what was held has no columns", () => {
  const ids = "abcdefghijkl";
  const shut = (minute: number) => snapshot(at(minute), ...[...ids].map((id) => reading(id, 5, 5, SHUT)));
  const { looks } = looksOf([city(0, 1, ids), shut(1), shut(2), shut(3)], { ruleBook: guarded() });
  expect(kinds(looks)).toEqual(["key", "held", "held", "key"]);
  expect(looks[1]?.past.reason).toBe("12 of 12 stations changed at once");
  expect(looks[3]?.past).toMatchObject({ at: at(3), believed: { since: at(1) } });
});

test("a frozen feed says since when it stands still", () => {
  const polls = Array.from({ length: 16 }, (_, index) => city(29 * index, 1));
  const { looks } = looksOf([...polls, city(29 * 16, 2)], { ruleBook: guarded() });
  const since = looks.map(({ past }) => past.believed?.frozenSince);
  // The seventh hour begins with the fifteenth look.
  expect(since).toEqual([...Array<null>(14).fill(null), at(29), at(29), null]);
});

describe("outside the opening hours", () => {
  const book = (hours: string) => {
    const { guards } = guarded();
    const openingHours = { hours: parseOpeningHours(hours), timeZone: "UTC" };
    return guarded({ guards: { ...guards, openingHours } });
  };

  test("nothing is judged", () => {
    const { looks } = looksOf([city(0, 1)], { ruleBook: book("Mo-Su 09:00-10:00") });
    expect(looks[0]?.past.believed?.outside).toBe("all");
  });

  test("of some stations, these are named by their columns, also when columns are dropped", () => {
    const stations = placesInARow("a", "b", "c", "d").map((place) =>
      place.stationId === "d" ? { ...place, openingHours: "Mo-Su 11:00-12:00" } : place,
    );
    const roster = indexRoster({ type: "roster", systemId: SYSTEM, fetchedAt: T0, timeZone: null, stations });
    const week = 7 * 24 * HOUR;
    const polls = [city(0, 1), city(1, 1, "acd"), city(week, 1, "acd"), city(week + 2, 1, "acd")];
    const { looks } = looksOf(polls, { ruleBook: book("Mo-Su 06:00-23:00"), roster });
    const said = looks.map(({ past }) => [past.believed?.stationIds.join(""), past.believed?.outside]);
    expect(said[0]).toEqual(["abcd", [false, false, false, true]]);
    expect(said[3]).toEqual(["acd", [false, false, true]]);
    const { looks: noon } = looksOf([city(3 * HOUR + 30, 1)], {
      ruleBook: book("Mo-Su 06:00-23:00"),
      roster,
    });
    expect(noon[0]?.past.believed?.outside).toBeNull();
  });
});

test("ids that change too fast keep no columns for the rest of the day, and the next begins with a key", () => {
  const start = 16 * HOUR - 40;
  const polls = Array.from({ length: 45 }, (_, index) =>
    city(start + index, 1, `ab${String.fromCodePoint(0x4e00 + Math.min(index, 30))}`),
  );
  const { looks, state } = looksOf(polls);
  const said = kinds(looks);
  expect(said.slice(0, 24).every((one) => one === "key")).toBe(true);
  expect(said.slice(24, 40).every((one) => one === "ids change too fast")).toBe(true);
  expect(said.slice(40)).toEqual(["key", ...[40, 41, 42, 43].map((index) => `on ${start + index}`)]);
  expect(state.history.listUntil).toBe(at(start + 44) + 400 * 86_400_000);
});

test.each([
  ["of a few words", "it answered 503", "it answered 503"],
  ["that is too long", "é".repeat(150), "é".repeat(100)],
  ["that would be cut within a character", `${"a".repeat(199)}é`, "a".repeat(199)],
  ["with half of a pair", "a\ud800b", "a\ufffdb"],
])("a reason %s is cut between characters", (_what, reason, kept) => {
  const { looks } = looksOf([{ ...failed(at(0)), reason } as ReturnType<typeof failed>]);
  expect(looks[0]?.past.reason).toBe(kept);
});

test("a list of no ids is made once, by the first look", () => {
  const { state } = looksOf([failed(at(0)), failed(at(1)), failed(at(2))]);
  expect(state.history).toMatchObject({ listAt: at(0), listChanges: 0 });
});

test("a list is kept as long as the look that is kept longest", () => {
  const DAY_MS = 24 * HOUR * MINUTE_MS;
  const long = looksOf([city(0, 1)], { windowRetentionMs: 9 * DAY_MS }).state;
  const { state } = looksOf([city(1, 2)], { windowRetentionMs: DAY_MS }, long);
  expect(state.history.listUntil).toBe(at(0) + 9 * DAY_MS);
  expect(looksOf([city(2, 2)], { windowRetentionMs: 9 * DAY_MS }, state).state.history.listUntil).toBe(
    at(2) + 9 * DAY_MS,
  );
});

test("a state of code without history goes on with a key", () => {
  const { state } = looksOf([city(0, 1)]);
  const { history } = NEW_SYSTEM;
  expect(kinds(looksOf([city(1, 1), city(2, 1)], {}, { ...state, history }).looks)).toEqual(["key", "on 1"]);
});
