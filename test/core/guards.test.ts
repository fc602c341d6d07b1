import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DOCKS_CONTRADICTED, DOCKS_NEGATIVE, VEHICLES_CONTRADICTED } from "../../functions/core/flags.ts";
import {
  believedCounts,
  isConfirmed,
  isGap,
  isSame,
  knownForMs,
  passPublished,
  withoutUnreportedDocks,
} from "../../functions/core/guards.ts";
import { readingsOf, type Snapshot } from "../../functions/core/observation.ts";
import { parseOpeningHours } from "../../functions/core/opening-hours.ts";
import { indexRoster } from "../../functions/core/roster.ts";
import { NO_GUARDS } from "../../functions/core/rules.ts";
import {
  at,
  failed,
  guarded,
  IN_SERVICE,
  NO_RULES,
  reading,
  run,
  SHUT,
  SYSTEM,
  snapshot,
  told,
  unchanged,
} from "./builders.ts";

const MINUTE_MS = 60_000;
const EMPTY = { atMost: 0, clearAt: 1, forMs: 3 * MINUTE_MS, keepForMs: 3 * MINUTE_MS };
const WAITING = guarded({ rules: { ...NO_RULES, empty: EMPTY } });

function bikes(minute: number, count: number | null): Snapshot {
  return snapshot(at(minute), reading("a", count), reading("b", 5));
}

describe("a gap of more than half an hour", () => {
  test("ends at once what is over, at a time that nobody knows", () => {
    const polls = [bikes(0, 3), bikes(1, 0), bikes(4, 0), failed(at(20)), bikes(40, 6)];
    expect(told(run(polls, { ruleBook: WAITING }).effects)).toEqual([
      "open empty a 4 since 1",
      "resolve empty a 40 uncertain",
    ]);
  });

  test("lets what was closing end when it did", () => {
    const polls = [bikes(0, 3), bikes(1, 0), bikes(4, 0), bikes(5, 6), bikes(50, 6)];
    expect(told(run(polls, { ruleBook: WAITING }).effects).at(-1)).toBe("resolve empty a 50 ended 5");
  });

  test("restarts waiting alerts, and marks them like new ones", () => {
    const polls = [bikes(0, 3), bikes(1, 0), bikes(40, 0), bikes(42, 0), bikes(43, 0)];
    expect(told(run(polls, { ruleBook: WAITING }).effects)).toEqual(["open empty a 43 since 40 after a gap"]);
    const fresh = [bikes(0, 3), bikes(40, 0), bikes(43, 0)];
    expect(told(run(fresh, { ruleBook: WAITING }).effects)).toEqual(["open empty a 43 since 40 after a gap"]);
  });

  test("opens what waited at once where the rules, as they are by now, do not wait", () => {
    const waiting = run([bikes(0, 3), bikes(1, 0)], { ruleBook: WAITING }).state;
    const atOnce = guarded({ rules: { ...NO_RULES, empty: { ...EMPTY, forMs: 0 } } });
    expect(told(run([bikes(40, 0)], { ruleBook: atOnce }, waiting).effects)).toEqual([
      "open empty a 40 after a gap",
    ]);
  });

  test.each([
    ["where all have the same rules", []],
    ["where another has rules of its own", [["b", guarded().rules]]],
  ] as const)("is what a station's absence was for all but the rule that tells of it, %s", (_what, own) => {
    const others = [1, 30, 60, 61].map((minute) => snapshot(at(minute), reading("b", 3 + (minute % 2))));
    const back = snapshot(at(90), reading("a", 0), reading("b", 5));
    const ruleBook = guarded({ stations: new Map(own) });
    expect(told(run([bikes(0, 4), ...others, back], { ruleBook }).effects)).toEqual([
      "open missing a 61 since 1",
      "open empty a 90 after a gap",
      "resolve missing a 90",
    ]);
  });

  test("is no shorter absence of a station", () => {
    const polls = [bikes(0, 4), snapshot(at(1), reading("b", 5)), bikes(5, 0)];
    expect(told(run(polls, { ruleBook: guarded() }).effects)).toEqual(["open empty a 5"]);
  });

  test("is not bridged by failed polls, but by what repeats the snapshot", () => {
    const failures = [10, 20, 30].map((minute) => failed(at(minute)));
    const repeats = [10, 20, 30].map((minute) => unchanged(at(minute), at(0)));
    const ends = (between: typeof failures) =>
      told(run([bikes(0, 0), ...between, bikes(40, 6)], { ruleBook: guarded() }).effects).at(-1);
    expect(ends(failures)).toBe("resolve empty a 40 uncertain");
    expect(ends(repeats)).toBe("resolve empty a 40");
  });

  test("is never followed by a mass change: the first snapshot after it is believed", () => {
    const many = Array.from({ length: 12 }, (_, index) => `s${index}`);
    const polls = [
      snapshot(at(0), ...many.map((id) => reading(id, 5))),
      snapshot(at(40), ...many.map((id) => reading(id, 5, 5, SHUT))),
    ];
    expect(run(polls, { ruleBook: guarded() }).verdicts).toEqual(["observed", "observed"]);
  });

  test("means nothing where the guard is off", () => {
    const off = { ...WAITING, guards: NO_GUARDS };
    const polls = [bikes(0, 3), bikes(1, 0), bikes(40, 0), bikes(90, 6), bikes(93, 6)];
    expect(told(run(polls, { ruleBook: off }).effects)).toEqual([
      "open empty a 40 since 1",
      "resolve empty a 93 ended 90",
    ]);
  });
});

test("a gap is longer than the longest time that is none", () => {
  const { guards } = guarded();
  const lengths = [6, 7, 8].map((ms) => isGap(ms, { ...guards, rebaselineAfterMs: 7 }));
  expect(lengths).toEqual([false, false, true]);
  expect(isGap(Number.MAX_SAFE_INTEGER, { ...guards, rebaselineAfterMs: null })).toBe(false);
});

test("a hold is confirmed by three sightings, or by ten minutes to the millisecond", () => {
  const { columns } = run([bikes(0, 3)]).state;
  const isConfirmedAt = (sightings: number, ms: number) => isConfirmed({ since: 0, sightings, columns }, ms);
  expect([isConfirmedAt(2, 10 * MINUTE_MS - 1), isConfirmedAt(2, 10 * MINUTE_MS)]).toEqual([false, true]);
  expect([isConfirmedAt(2, 1), isConfirmedAt(3, 1)]).toEqual([false, true]);
});

test("what a look showed is known to hold until a gap, and for half an hour where none counts as one", () => {
  const { guards } = guarded();
  expect(knownForMs({ ...guards, rebaselineAfterMs: 7, dropOlderForMs: 9 })).toBe(7);
  expect(knownForMs({ ...guards, rebaselineAfterMs: null })).toBe(30 * MINUTE_MS);
});

test.each([
  ["is the newest time of the feed", 120, 130, null, { newestAt: 120, olderSince: null }, false],
  ["stays while an older one is dropped", 99, 130, null, { newestAt: 100, olderSince: 130 }, true],
  ["and since when that is", 90, 179, 130, { newestAt: 100, olderSince: 130 }, true],
  ["until that has lasted", 90, 180, 130, { newestAt: 90, olderSince: null }, false],
  ["is not moved into the future", 131, 130, 110, { newestAt: 100, olderSince: null }, false],
  ["is moved up to the present", 130, 130, 110, { newestAt: 130, olderSince: null }, false],
] as const)("the mark of publication %s", (_what, publishedAt, fetchedAt, olderSince, mark, isDropped) => {
  const poll = { ...snapshot(fetchedAt), publishedAt };
  expect(passPublished({ newestAt: 100, olderSince }, poll, 50)).toEqual({ mark, isDropped });
  const before = { newestAt: 100, olderSince };
  expect(passPublished(before, poll, null)).toEqual({ mark: before, isDropped: false });
});

test.each(["contradictedDocks", "contradictedVehicles", "unreportedDocks"] as const)(
  "of the guards of counts, %s does its own alone",
  (guard) => {
    const odd = IN_SERVICE | VEHICLES_CONTRADICTED | DOCKS_CONTRADICTED;
    const ids = Array.from({ length: 10 }, (_, index) => `s${index}`);
    const { stations } = snapshot(
      at(0),
      ...ids.map((id, index) => reading(id, 0, 0, index === 9 ? odd : IN_SERVICE)),
    );
    const { docks, vehicles } = believedCounts(stations, { ...NO_GUARDS, [guard]: true });
    expect({ docks: docks.map(String).join(), vehicles: vehicles.map(String).join() }).toEqual({
      docks: ids
        .map((_, index) =>
          guard === "unreportedDocks" || (guard === "contradictedDocks" && index === 9) ? "null" : "0",
        )
        .join(),
      vehicles: ids
        .map((_, index) => (guard === "contradictedVehicles" && index === 9 ? "null" : "0"))
        .join(),
    });
  },
);

describe("a snapshot published before one already seen", () => {
  const published = (minute: number, publishedMinute: number | null, count = 5): Snapshot => ({
    ...bikes(minute, count),
    publishedAt: publishedMinute === null ? null : at(publishedMinute),
  });
  const verdicts = (...polls: Snapshot[]) => run(polls, { ruleBook: guarded() }).verdicts;

  test("is dropped, and so is what repeats it", () => {
    const polls = [
      published(0, 0),
      published(3, 2),
      published(4, 1, 0),
      unchanged(at(5), at(4)),
      published(6, 6),
    ];
    const { verdicts, effects } = run(polls, { ruleBook: guarded() });
    expect(verdicts).toEqual(["observed", "observed", "dropped", "dropped", "observed"]);
    expect(effects.filter(({ type }) => type !== "window")).toEqual([]);
  });

  test("is an answer: the feed is not down while it is out of order", () => {
    const feed = { ...guarded().feed, "feed-down": { forMs: 0, keepForMs: 0, share: 0, atLeast: 0 } };
    const polls = [published(0, 0), published(1, -1), unchanged(at(2), at(1))];
    const { effects, verdicts } = run(polls, { ruleBook: guarded({ feed }) });
    expect([told(effects), verdicts]).toEqual([[], ["observed", "dropped", "dropped"]]);
  });

  test("is dropped alone: what repeats another is out of order only meanwhile", () => {
    const polls = [published(0, 0), unchanged(at(1), at(-5))];
    expect(run(polls, { ruleBook: guarded() }).verdicts).toEqual(["observed", "unmatched"]);
  });

  test("is believed when that has lasted ten minutes, and is the mark from then on", () => {
    expect(
      verdicts(published(0, 0), published(1, -60), published(5, -56), published(11, -50), published(12, -51)),
    ).toEqual(["observed", "dropped", "dropped", "observed", "dropped"]);
  });

  test.each([
    ["of the same time", [published(0, 0), published(1, 0)]],
    ["without a time", [published(0, 0), published(1, null)]],
    ["after one of the future", [published(0, 0), published(1, 300), published(2, 2)]],
    ["after the dropping has ended", [published(0, 0), published(1, -1), published(2, 2), published(13, 13)]],
  ])("%s is believed", (_what, polls) => {
    expect(verdicts(...polls).at(-1)).toBe("observed");
  });
});

test.each([
  ["vehicles", { vehicles: [1, 3] }],
  ["docks", { docks: [1, 3] }],
  ["flags", { flags: [1, 3] }],
  ["presence", { present: [true, false] }],
])("a feed that changes %s of one station alone moves", (_what, change) => {
  const before = { present: [true, true], vehicles: [1, 2], docks: [1, 2], flags: [1, 2] };
  expect(isSame(before, { ...before, ...change })).toBe(false);
  expect(isSame(before, structuredClone(before))).toBe(true);
});

describe("docks that nearly all stations report as none", () => {
  const docks = (without: number, of: number, flags?: number) =>
    snapshot(
      at(0),
      ...Array.from({ length: of }, (_, index) =>
        reading(`s${index}`, index % 4, index < without ? 0 : 3, flags),
      ),
    );
  const known = (poll: Snapshot, ruleBook = guarded()) =>
    run([poll], { ruleBook }).state.columns.docks.filter((count) => count !== null).length;

  test("are unknown from nine in ten on, of at least ten stations in service", () => {
    expect(known(docks(18, 20))).toBe(0);
    expect(known(docks(17, 20))).toBe(20);
    expect(known(docks(9, 9))).toBe(9);
    expect(known(docks(20, 20, SHUT))).toBe(20);
    expect(known(docks(20, 20), guarded({ guards: NO_GUARDS }))).toBe(20);
  });

  test("are counted at the stations in service alone, in any order", () => {
    const kinds = fc
      .tuple(fc.integer({ min: 7, max: 20 }), fc.nat(3), fc.nat(6))
      .map(([none, some, closed]) => [
        ...Array.from({ length: none }, () => reading("", 3, 0)),
        ...Array.from({ length: some }, () => reading("", 3, 3)),
        ...Array.from({ length: closed }, (_, index) => reading("", 3, index % 2, SHUT)),
      ])
      .chain((stations) => fc.shuffledSubarray(stations, { minLength: stations.length }));
    fc.assert(
      fc.property(kinds, (stations) => {
        const inService = stations.filter(({ flags }) => flags !== SHUT);
        const none = inService.filter((one) => one.docks === 0);
        const areUnknown = inService.length >= 10 && none.length >= inService.length * 0.9;
        const readings = readingsOf(stations);
        const { docks } = withoutUnreportedDocks(readings);
        expect(docks).toEqual(areUnknown ? stations.map(() => null) : readings.docks);
      }),
      { numRuns: 200 },
    );
  });

  test("make no station full, and none closed that is empty", () => {
    const { state } = run([docks(20, 20)], { ruleBook: guarded() });
    expect(state.rules.full).toBeUndefined();
    expect(state.rules.closed?.every(({ phase }) => phase === "inactive")).toBe(true);
    expect(state.rules.empty?.filter(({ phase }) => phase === "open")).toHaveLength(5);
  });
});

test("docks that are 0 in total but not by type are unknown, negative ones are none, where the guard is on", () => {
  const odd = snapshot(
    at(0),
    reading("a", 3, 0, IN_SERVICE | DOCKS_CONTRADICTED),
    reading("b", 3, null, IN_SERVICE | DOCKS_NEGATIVE),
    reading("c", 3, 2),
  );
  const columns = (ruleBook = guarded()) => run([odd], { ruleBook }).state.columns;
  expect(columns().docks).toEqual([null, 0, 2]);
  const unguarded = columns(guarded({ guards: NO_GUARDS }));
  expect(unguarded.docks).toEqual([0, null, 2]);
  for (const { flags } of [columns(), unguarded]) expect(flags).toEqual([IN_SERVICE, IN_SERVICE, IN_SERVICE]);
});

test.each([
  [DOCKS_CONTRADICTED, null],
  [DOCKS_NEGATIVE, 0],
])("flags of %i are taken off also where nothing else is known of the service", (flags, docks) => {
  const { stations } = snapshot(at(0), reading("a", 3, 7, flags));
  expect(believedCounts(stations, guarded().guards)).toMatchObject({ docks: [docks], flags: [0] });
});

test("a feed that says -1 docks everywhere does not count them", () => {
  const stations = Array.from({ length: 12 }, (_, index) =>
    reading(`s${index}`, 3, null, IN_SERVICE | DOCKS_NEGATIVE),
  );
  const { docks } = run([snapshot(at(0), ...stations)], { ruleBook: guarded() }).state.columns;
  expect(new Set(docks)).toEqual(new Set([null]));
});

test("vehicles that are 0 in total but not by type are unknown, where the guard is on", () => {
  const contradicted = snapshot(
    at(0),
    reading("a", 0, 5, IN_SERVICE | VEHICLES_CONTRADICTED),
    reading("b", 0),
  );
  const vehicles = (ruleBook = guarded()) => run([contradicted], { ruleBook }).state.columns.vehicles;
  expect(vehicles()).toEqual([null, 0]);
  expect(vehicles(guarded({ guards: NO_GUARDS }))).toEqual([0, 0]);
});

describe("outside the opening hours", () => {
  // 4 May 2026 is a Monday; at(0) is 8:00 UTC.
  const hours = parseOpeningHours("Mo-Su 06:00-09:00");
  const ruleBook = guarded({
    rules: { ...NO_RULES, empty: EMPTY, closed: { ...EMPTY, forMs: 0 } },
    guards: { ...guarded().guards, openingHours: { hours, timeZone: "UTC" } },
  });
  const DAY = 1_440;
  const dark = (minute: number) => snapshot(at(minute), reading("a", 4, 5, SHUT), reading("b", 0, 5, SHUT));

  test("stations are not judged: closed at night is no incident, and what is open stays open", () => {
    const day = [bikes(0, 0), bikes(4, 0)];
    const night = Array.from({ length: 21 * 6 }, (_, index) => dark(61 + index * 10));
    const { effects, verdicts } = run([...day, ...night], { ruleBook });
    expect(told(effects)).toEqual(["open empty a 0 baseline"]);
    expect(new Set(verdicts)).toEqual(new Set(["observed"]));
  });

  test("is a gap to the next morning", () => {
    const polls = [bikes(0, 0), dark(61), dark(90), dark(DAY - 121), bikes(DAY - 105, 6)];
    expect(told(run(polls, { ruleBook }).effects)).toEqual([
      "open empty a 0 baseline",
      `resolve empty a ${DAY - 105} uncertain`,
    ]);
  });

  test("a feed that closes a little early, or opens a little late, is no incident either", () => {
    const many = Array.from({ length: 20 }, (_, index) => `s${index}`);
    const city = (minute: number, flags: number) =>
      snapshot(at(minute), ...many.map((id) => reading(id, 4 + (minute % 2), 5, flags)));
    const early = [54, 55, 56, 57, 58, 59, 60].map((minute) => city(minute, SHUT));
    const late = [DAY - 120, DAY - 119, DAY - 118].map((minute) => city(minute, SHUT));
    const day = [DAY - 117, DAY - 104].map((minute) => city(minute, IN_SERVICE));
    const polls = [city(0, IN_SERVICE), city(20, IN_SERVICE), ...early, ...late, ...day];
    const { effects, verdicts } = run(polls, { ruleBook });
    expect([told(effects), new Set(verdicts)]).toEqual([[], new Set(["observed"])]);
  });

  test("a feed that is frozen stays so over night, and is told of once", () => {
    const still = Array.from({ length: 3 * 48 }, (_, half) => snapshot(at(half * 30), reading("a", 4)));
    const frozen = {
      ...ruleBook,
      feed: { ...ruleBook.feed, "feed-frozen": { forMs: 20 * 60_000, keepForMs: 0, share: 0, atLeast: 0 } },
    };
    expect(told(run(still, { ruleBook: frozen }).effects)).toHaveLength(1);
    const gapless = { ...frozen, guards: { ...frozen.guards, rebaselineAfterMs: null } };
    expect(told(run(still, { ruleBook: gapless }).effects)).toHaveLength(1);
  });

  test("stations that the feed leaves out then have not shrunk it", () => {
    const city = (minute: number, count: number) =>
      snapshot(at(minute), ...Array.from({ length: count }, (_, index) => reading(`s${index}`, minute % 7)));
    const night = [61, 71, 81, 91].map((minute) => city(minute, 10));
    const unheld = { ...ruleBook, feed: { ...ruleBook.feed, "feed-flapping": null } };
    expect(told(run([city(1, 20), ...night], { ruleBook: unheld }).effects)).toEqual([]);
  });

  test("the feed stands still and that is no incident, a failing feed is one", () => {
    const night = Array.from({ length: 20 }, (_, index) => dark(61 + index * 60));
    for (const rebaselineAfterMs of [30 * MINUTE_MS, null]) {
      const book = { ...ruleBook, guards: { ...ruleBook.guards, rebaselineAfterMs } };
      expect(told(run([bikes(0, 5), ...night], { ruleBook: book }).effects)).toEqual([]);
    }
    const failing = [bikes(0, 5), failed(at(70)), failed(at(80))];
    expect(told(run(failing, { ruleBook }).effects)).toEqual(["open feed-down 80 since 70"]);
  });

  test("the feed's own hours hold where none are configured, and none where the guard is off", () => {
    const roster = indexRoster({
      type: "roster",
      systemId: SYSTEM,
      fetchedAt: at(0),
      timeZone: "UTC",
      openingHours: "Mo-Su 06:00-09:00",
      stations: [],
    });
    const book = guarded({ rules: ruleBook.rules });
    const polls = [bikes(0, 5), dark(61)];
    expect(told(run(polls, { ruleBook: book, roster }).effects)).toEqual([]);
    const off = { ...book, guards: { ...book.guards, openingHours: null } };
    expect(told(run(polls, { ruleBook: off, roster }).effects)).toEqual([
      "open closed a 61 after a gap",
      "open closed b 61 after a gap",
    ]);
  });
});
