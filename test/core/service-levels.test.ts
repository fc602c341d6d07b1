import { describe, expect, test } from "vitest";
import type { LevelFigures } from "../../functions/core/level-figures.ts";
import type { PollOutcome } from "../../functions/core/observation.ts";
import { type OpeningHours, parseOpeningHours } from "../../functions/core/opening-hours.ts";
import type { PastLook } from "../../functions/core/past.ts";
import { indexRoster, type RosterIndex } from "../../functions/core/roster.ts";
import type { RuleBook } from "../../functions/core/rules.ts";
import { PLAIN_TERM, ServiceLevels } from "../../functions/core/service-levels.ts";
import type { LevelCondition, ServiceTerm } from "../../functions/core/service-terms.ts";
import {
  at,
  failed,
  guarded,
  MINUTE_MS,
  reading,
  retired,
  SHUT,
  snapshot,
  T0,
  unchanged,
} from "./builders.ts";
import { looksOf } from "./looks.ts";

const HOUR_MS = 60 * MINUTE_MS;
const BESIDE = ["b", "c", "a"];
const WITHOUT = ["c", "a"];
/** More than ten stations that are well, so that guards have something to judge. */
const OTHERS = Array.from({ length: 12 }, (_, index) => `other-${index}`);

interface Asked {
  readonly since?: number;
  readonly until?: number;
  readonly asOf?: number;
  readonly term?: Partial<ServiceTerm>;
  readonly roster?: RosterIndex;
  readonly ruleBook?: RuleBook;
}

/** The levels of the polls, which go through the fold; times in minutes after T0. */
function levelsOf(polls: readonly PollOutcome[], asked: Asked = {}) {
  const { since = 0, term = {}, roster = null, ruleBook = guarded() } = asked;
  const lastAt = polls.at(-1)?.fetchedAt ?? T0;
  const asOf = asked.asOf === undefined ? lastAt : at(asked.asOf);
  const until = asked.until === undefined ? asOf : at(asked.until);
  const { looks } = looksOf(polls, { ruleBook, roster });
  const levels = new ServiceLevels({
    period: { since: at(since), until },
    gapMs: 30 * MINUTE_MS,
    roster,
    timeZone: "Etc/UTC",
    terms: [{ ...PLAIN_TERM, ...term }],
  });
  for (const { past } of looks) if (!levels.take(past)) break;
  const [own] = levels.end(asOf);
  return (stationId: string, condition: LevelCondition) => {
    const station = own?.stations.find((one) => one.stationId === stationId);
    return station?.figures?.[condition] ?? null;
  };
}

function minutes(figures: LevelFigures | null) {
  if (figures === null) return null;
  const { trueMs, knownMs, timeMs, longestMs, spells } = figures;
  const [so, known, all, longest] = [trueMs, knownMs, timeMs, longestMs].map((ms) => ms / MINUTE_MS);
  return { so, known, all, longest, spells };
}

/** A poll in which the others are well; `counts` are of stations beside them, vehicles and docks. */
function poll(
  minute: number,
  counts: Readonly<Record<string, number | null>> = {},
  docks: number | null = 5,
) {
  const own = Object.entries(counts).map(([id, vehicles]) => reading(id, vehicles, docks));
  return snapshot(at(minute), ...own, ...OTHERS.map((id) => reading(id, 3 + (minute % 5))));
}

function every(from: number, to: number, step: number, made: (minute: number) => PollOutcome): PollOutcome[] {
  const polls: PollOutcome[] = [];
  for (let minute = from; minute <= to; minute += step) polls.push(made(minute));
  return polls;
}

describe("not a minute is added to anybody's levels by", () => {
  const well = { so: 0, known: 60, all: 60, longest: 0, spells: 0 };

  test("a mass flap that is not confirmed", () => {
    const allEmpty = (minute: number) => snapshot(at(minute), ...OTHERS.map((id) => reading(id, 0, 0)));
    const polls = [...every(0, 20, 2, poll), allEmpty(22), allEmpty(24), ...every(26, 60, 2, poll)];
    const figures = levelsOf(polls);
    for (const condition of ["closed", "empty", "full"] as const) {
      expect(minutes(figures("other-3", condition))).toEqual(well);
    }
  });

  test("an hour of 503, which is unknown", () => {
    const polls = [
      ...every(0, 20, 2, (one) => poll(one, { a: 0 })),
      ...every(22, 80, 2, (one) => failed(at(one))),
    ];
    const figures = levelsOf([...polls, ...every(82, 100, 2, (one) => poll(one, { a: 0 }))]);
    // Empty before and after: what was between is not filled in, and the spell is two.
    expect(minutes(figures("a", "empty"))).toEqual({ so: 38, known: 38, all: 100, longest: 20, spells: 2 });
    expect(minutes(figures("other-3", "empty"))).toEqual({
      so: 0,
      known: 38,
      all: 100,
      longest: 0,
      spells: 0,
    });
  });

  test("a feed that stood still for hours, from when it began to", () => {
    const still = (minute: number) => unchanged(at(minute), at(20));
    const polls = [
      ...every(0, 20, 2, (one) => poll(one, { a: 0 })),
      ...every(22, 480, 2, still),
      ...every(482, 500, 2, (one) => poll(one, { a: 0 })),
    ];
    const figures = levelsOf(polls);
    // The first look that repeats the one before begins the frost.
    expect(minutes(figures("a", "empty"))).toEqual({ so: 40, known: 40, all: 500, longest: 22, spells: 2 });
  });

  test("the time before a feed that is found frozen only after the period", () => {
    const still = (minute: number) => unchanged(at(minute), at(20));
    const polls = [...every(0, 20, 2, (one) => poll(one, { a: 0 })), ...every(22, 480, 2, still)];
    expect(minutes(levelsOf(polls, { until: 60 })("a", "empty"))).toEqual({
      ...{ so: 22, known: 22, all: 60, longest: 22, spells: 1 },
    });
  });
});

describe("a hold", () => {
  const gone = (minute: number) => snapshot(at(minute), ...OTHERS.map((id) => reading(id, 0)));

  test("that is confirmed counts from its first sighting", () => {
    const polls = [...every(0, 20, 2, poll), ...every(22, 40, 2, gone)];
    expect(minutes(levelsOf(polls)("other-3", "empty"))).toEqual({
      ...{ so: 18, known: 40, all: 40, longest: 18, spells: 1 },
    });
  });

  test("that is confirmed after the period's end counts within it", () => {
    const polls = [...every(0, 20, 2, poll), ...every(22, 40, 2, gone)];
    expect(minutes(levelsOf(polls, { until: 23 })("other-3", "empty"))).toEqual({
      ...{ so: 1, known: 23, all: 23, longest: 18, spells: 1 },
    });
  });
});

describe("a spell", () => {
  const polls = [
    ...every(0, 8, 2, (one) => poll(one, { a: 1 })),
    ...every(10, 50, 2, (one) => poll(one, { a: 0 })),
    ...every(52, 60, 2, (one) => poll(one, { a: 1 })),
  ];

  test("belongs whole to the period in which it begins; shares are cut", () => {
    const first = levelsOf(polls, { until: 20 })("a", "empty");
    const second = levelsOf(polls, { since: 20 })("a", "empty");
    expect(minutes(first)).toEqual({ so: 10, known: 20, all: 20, longest: 42, spells: 1 });
    expect(minutes(second)).toEqual({ so: 32, known: 40, all: 40, longest: 0, spells: 0 });
  });

  test("is marked where it runs on at the newest look", () => {
    const running = polls.slice(0, 20);
    expect(levelsOf(running, { until: 20, asOf: 500 })("a", "empty")).toMatchObject({
      ...{ spells: 1, running: 1, longestMs: 28 * MINUTE_MS },
    });
    expect(levelsOf(polls, { until: 20 })("a", "empty")).toMatchObject({ running: 0 });
  });

  test.each([
    [41, 1, 100],
    [42, 0, 0],
    [31, 1, 200],
    [32, 1, 100],
  ])(
    "of 42 minutes, with %d for nothing, is %d violation, which costs %d for each ten minutes",
    (after, violations, penaltyHundredths) => {
      const penalty = { hundredths: 100, perMs: 10 * MINUTE_MS };
      const term = { afterMs: after * MINUTE_MS, penalty };
      expect(levelsOf(polls, { term })("a", "empty")).toMatchObject({ violations, penaltyHundredths });
    },
  );

  test("ends with the hours of its term, and begins with them", () => {
    // T0 is eight o'clock.
    const hours = parseOpeningHours("08:20-08:30,08:40-09:00") as OpeningHours;
    expect(minutes(levelsOf(polls, { term: { hours } })("a", "empty"))).toEqual({
      ...{ so: 22, known: 30, all: 30, longest: 12, spells: 2 },
    });
  });

  test("that becomes full is another one", () => {
    const full = (minute: number) => poll(minute, { a: 3 }, 0);
    const figures = levelsOf([...polls.slice(0, 20), ...every(40, 60, 2, full)]);
    expect(minutes(figures("a", "empty"))?.spells).toBe(1);
    expect(minutes(figures("a", "full"))).toMatchObject({ so: 20, spells: 1 });
  });
});

describe("what is unknown is no level:", () => {
  test("docks that nobody reports", () => {
    const noDocks = (minute: number) => snapshot(at(minute), ...OTHERS.map((id) => reading(id, 3, 0)));
    const figures = levelsOf(every(0, 60, 2, noDocks));
    expect(minutes(figures("other-3", "full"))).toEqual({ so: 0, known: 0, all: 60, longest: 0, spells: 0 });
    expect(minutes(figures("other-3", "empty"))).toMatchObject({ known: 60 });
  });

  test("a count that the feed leaves out", () => {
    const figures = levelsOf(every(0, 60, 2, (one) => poll(one, { a: one < 30 ? null : 0 })));
    expect(minutes(figures("a", "empty"))).toEqual({ so: 30, known: 30, all: 60, longest: 30, spells: 1 });
  });

  test("a station that came within the period counts from its first look, and one that is gone is missing", () => {
    const polls = every(0, 60, 2, (one) => poll(one, one < 20 ? { gone: 0 } : { come: 0 }));
    const figures = levelsOf(polls);
    expect(minutes(figures("come", "empty"))).toEqual({ so: 40, known: 40, all: 40, longest: 40, spells: 1 });
    expect(minutes(figures("gone", "empty"))).toEqual({ so: 20, known: 20, all: 60, longest: 20, spells: 1 });
  });

  test("the time after a system was retired", () => {
    const polls = [...every(0, 20, 2, (one) => poll(one, { a: 0 })), retired(at(22))];
    expect(minutes(levelsOf(polls, { asOf: 60 })("a", "empty"))).toEqual({
      ...{ so: 22, known: 22, all: 60, longest: 22, spells: 1 },
    });
  });
});

test("outside its opening hours a station has no time at all, and a spell ends", () => {
  const openingHours = { hours: parseOpeningHours("05:00-08:30,09:30-23:00"), timeZone: "Etc/UTC" };
  const { guards } = guarded();
  const ruleBook = guarded({ guards: { ...guards, openingHours } });
  const polls = every(0, 180, 2, (one) => poll(one, { a: 0 }));
  // Closed hours are a quarter of an hour longer at both ends: from 08:16, the first poll after, to 09:45.
  expect(minutes(levelsOf(polls, { ruleBook })("a", "empty"))).toEqual({
    ...{ so: 90, known: 90, all: 90, longest: 74, spells: 2 },
  });
});

describe("with a neighbour who could help", () => {
  const roster = indexRoster({
    type: "roster",
    systemId: "hill",
    fetchedAt: T0,
    timeZone: "Etc/UTC",
    stations: ["a", "b", "c", "nowhere"].map((stationId, index) => ({
      stationId,
      name: stationId,
      address: null,
      capacity: null,
      latitude: stationId === "nowhere" ? null : 45,
      // About 79 m, and 157 m, east of `a`.
      longitude: stationId === "nowhere" ? null : 4 + index * 0.001 + (index === 2 ? 0.0001 : 0),
    })),
  });
  const of = ["empty"] as const;
  const nearest = { of, unless: "nearest" } as const;
  const cluster = (withinMeters: number) => ({ of, unless: { withinMeters } });

  const polls = [
    ...every(0, 8, 2, (one) => poll(one, { a: 0, b: 1, c: 1 })),
    ...every(10, 18, 2, (one) => poll(one, { a: 0, b: 0, c: 1 })),
    ...every(20, 28, 2, (one) => poll(one, { a: 0, b: 0, c: 0 })),
    ...every(30, 38, 2, (one) => poll(one, { a: 0, b: null, c: 0 })),
    ...every(40, 60, 2, (one) => poll(one, { a: 0, c: 0, b: 0 })),
  ];

  test("time counts while the nearest one is empty too, and is unknown where it is", () => {
    const figures = levelsOf(polls, { roster, term: nearest });
    expect(minutes(figures("a", "empty"))).toEqual({ so: 40, known: 50, all: 60, longest: 20, spells: 2 });
    // It is nearest to `b`, whose own nearest is `a`.
    expect(minutes(figures("b", "empty"))).toEqual({ so: 40, known: 50, all: 60, longest: 20, spells: 2 });
  });

  test("a cluster is all within the distance, and a station alone stands for itself", () => {
    expect(minutes(levelsOf(polls, { roster, term: cluster(200) })("a", "empty"))).toMatchObject({ so: 30 });
    expect(minutes(levelsOf(polls, { roster, term: cluster(100) })("a", "empty"))).toMatchObject({ so: 40 });
    expect(minutes(levelsOf(polls, { roster, term: cluster(50) })("a", "empty"))).toMatchObject({ so: 60 });
  });

  test("a closed neighbour cannot help", () => {
    const shut = (minute: number) =>
      snapshot(at(minute), reading("a", 0), reading("b", 5, 5, SHUT), ...OTHERS.map((id) => reading(id, 3)));
    expect(minutes(levelsOf(every(0, 60, 2, shut), { roster, term: nearest })("a", "empty"))).toMatchObject({
      ...{ so: 60, known: 60 },
    });
  });

  test("a station that comes is the nearest from then on alone, so that days add up", () => {
    const coming = every(0, 60, 2, (one) => poll(one, one < 30 ? { a: 0, c: 0 } : { a: 0, c: 0, b: 4 }));
    const figures = levelsOf(coming, { roster, term: nearest });
    expect(minutes(figures("a", "empty"))).toEqual({ so: 30, known: 60, all: 60, longest: 30, spells: 1 });
  });

  test("a neighbour outside its own opening hours cannot help", () => {
    const { roster: own } = roster;
    const stations = own.stations.map((one) =>
      one.stationId === "b" ? { ...one, openingHours: "10:00-12:00" } : one,
    );
    const late = indexRoster({ ...own, stations });
    const { guards } = guarded();
    const ruleBook = guarded({ guards: { ...guards, openingHours: { hours: null, timeZone: "Etc/UTC" } } });
    const night = every(0, 60, 2, (one) => poll(one, { a: 0, b: 4 }));
    expect(minutes(levelsOf(night, { roster: late, ruleBook, term: nearest })("a", "empty"))).toMatchObject({
      ...{ so: 60, known: 60 },
    });
    expect(levelsOf(night, { roster: late, ruleBook })("b", "empty")).toMatchObject({ timeMs: 0 });
  });

  test("a neighbour that the list has dropped is none any more", () => {
    const columns = (count: number) => ({
      present: Array<boolean>(count).fill(true),
      vehicles: [0, 0, 4].slice(0, count).reverse(),
      docks: Array<number>(count).fill(5),
      flags: Array<number>(count).fill(0),
    });
    const looks = [3, 3, 2, 2].map(
      (count, index): PastLook => ({
        at: at(10 * index),
        previousAt: index === 0 ? null : at(10 * index - 10),
        ...{ verdict: "observed", reason: null, ruleVersion: "", hole: null },
        believed: {
          since: at(10 * index),
          frozenSince: null,
          outside: null,
          stationIds: count === 3 ? BESIDE : WITHOUT,
          columns: columns(count),
          changed: null,
        },
      }),
    );
    const period = { since: at(0), until: at(30) };
    const where = { period, gapMs: 30 * MINUTE_MS, roster, timeZone: null };
    const levels = new ServiceLevels({ ...where, terms: [{ ...PLAIN_TERM, ...nearest }] });
    for (const look of looks) levels.take(look);
    const [ofTerm] = levels.end(at(30));
    const figures = (stationId: string) =>
      minutes(ofTerm?.stations.find((one) => one.stationId === stationId)?.figures?.empty ?? null);
    // `b` has bikes and goes; `c`, the nearest then, has none.
    expect(figures("a")).toMatchObject({ so: 10, known: 30 });
    expect(figures("b")).toMatchObject({ all: 20 });
  });

  test("a station without a position is not judged, and nobody's neighbour", () => {
    const lonely = every(0, 60, 2, (one) => poll(one, { a: 0, nowhere: 4 }));
    const figures = levelsOf(lonely, { roster, term: nearest });
    expect(figures("nowhere", "empty")).toBe(null);
    expect(minutes(figures("a", "empty"))).toMatchObject({ so: 60 });
    expect(minutes(levelsOf(lonely, { term: nearest })("a", "empty"))).toBe(null);
  });
});

test.each([
  ["back in the night to October 25", "Europe/Paris", Date.UTC(2026, 9, 24, 22), 25, 2, 2],
  ["forward in the night to March 29", "Europe/Paris", Date.UTC(2026, 2, 28, 23), 23, 0, 0],
  ["back by a new law, for good", "Asia/Almaty", Date.UTC(2024, 1, 28, 18), 25, 1, 1],
  ["forward by a day, across the date line", "Pacific/Apia", Date.UTC(2011, 11, 29, 10), 48, 2, 1],
])(
  "hours are elapsed time where clocks are set %s",
  (_what, timeZone, since, allHours, hoursAtTwo, longestAtTwo) => {
    const term: ServiceTerm = { ...PLAIN_TERM, hours: parseOpeningHours("00:00-24:00") };
    const until = since + allHours * HOUR_MS;
    const atTwo = { ...term, hours: parseOpeningHours("02:00-03:00") };
    const question = { period: { since, until }, gapMs: 30 * MINUTE_MS, roster: null, timeZone };
    const levels = new ServiceLevels({ ...question, terms: [term, atTwo] });
    const polls = Array.from({ length: (allHours + 1) * 6 }, (_, index) =>
      snapshot(since + index * 10 * MINUTE_MS, reading("a", 0)),
    );
    for (const { past } of looksOf(polls).looks) levels.take(past);
    const [days, hours] = levels.end(until + HOUR_MS);
    expect(days?.stations[0]?.figures?.empty).toMatchObject({ trueMs: allHours * HOUR_MS, spells: 1 });
    expect(hours?.stations[0]?.figures?.empty).toMatchObject({
      trueMs: hoursAtTwo * HOUR_MS,
      longestMs: longestAtTwo * HOUR_MS,
    });
  },
);

test("other rules within the period change nothing: levels go by what was believed", () => {
  const polls = every(0, 40, 2, (minute) => poll(minute, { a: minute % 6 === 0 ? 0 : 1 }));
  const { rules } = guarded();
  const other = {
    ...guarded(),
    version: "other",
    rules: { ...rules, "few-ebikes": rules.empty, full: null },
  };
  const before = looksOf(polls.slice(0, 9), { ruleBook: guarded() });
  const after = looksOf(polls.slice(9), { ruleBook: other }, before.state);
  const period = { since: T0, until: at(40) };
  const question = { period, gapMs: 30 * MINUTE_MS, roster: null, timeZone: null, terms: [PLAIN_TERM] };
  const [changed, same] = [
    [...before.looks, ...after.looks],
    looksOf(polls, { ruleBook: guarded() }).looks,
  ].map((looks) => {
    const levels = new ServiceLevels(question);
    for (const { past } of looks) levels.take(past);
    return levels.end(at(40));
  });
  expect(changed).toEqual(same);
  expect(same?.[0]?.stations[0]?.figures?.empty?.spells).toBe(7);
});
