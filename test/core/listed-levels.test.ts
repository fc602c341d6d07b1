import { describe, expect, test } from "vitest";
import { parseOpeningHours } from "../../functions/core/opening-hours.ts";
import type { PastLook } from "../../functions/core/past.ts";
import { PLAIN_TERM, ServiceLevels } from "../../functions/core/service-levels.ts";
import type { ServiceTerm } from "../../functions/core/service-terms.ts";
import { at, IN_SERVICE, MINUTE_MS } from "./builders.ts";

/** Looks at these times, each at the stations of these letters: a small one has vehicles, a capital one has none. */
function looks(...shown: [ms: number, stations: string][]): PastLook[] {
  return shown.map(([ms, stations], index) => ({
    at: ms,
    previousAt: shown[index - 1]?.[0] ?? null,
    ...{ verdict: "observed", reason: null, ruleVersion: "", hole: null },
    believed: {
      ...{ since: ms, frozenSince: null, outside: null, changed: null },
      stationIds: [...stations.toLowerCase()],
      columns: {
        present: [...stations].map(() => true),
        vehicles: [...stations].map((letter) => (letter === letter.toLowerCase() ? 3 : 0)),
        docks: [...stations].map(() => 5),
        flags: [...stations].map(() => IN_SERVICE),
      },
    },
  }));
}

function levelsOf(since: number, until: number, term: Partial<ServiceTerm> = {}) {
  return new ServiceLevels({
    ...{ period: { since, until }, gapMs: 1_000 * MINUTE_MS, roster: null, timeZone: "UTC" },
    terms: [{ ...PLAIN_TERM, of: ["empty"], ...term }],
  });
}

function listedIn(since: number, until: number, asOf: number, past: readonly PastLook[]): string {
  const levels = levelsOf(since, until);
  for (const look of past) levels.take(look);
  return (levels.end(asOf)[0]?.stations ?? []).map(({ stationId }) => stationId).join("");
}

test.each<[string, since: number, until: number, asOf: number, stations: string]>([
  ["are those of any look in it, by their ids", at(0), at(30), at(30), "abc"],
  ["are those that were listed as it began", at(15), at(25), at(30), "ac"],
  ["leave out one that left with its beginning", at(10), at(15), at(30), "ac"],
  ["have one that left a millisecond later", at(10) - 1, at(15), at(30), "abc"],
  ["leave out one that came after its end", at(0), at(5), at(30), "bc"],
  ["leave out one that came with its end", at(0), at(10), at(30), "bc"],
  ["have one that came a millisecond before", at(0), at(10) + 1, at(30), "abc"],
  ["are none of a period that has not begun", at(15), at(30), at(15), ""],
  ["are those of the millisecond since it has begun", at(15), at(30), at(15) + 1, "ac"],
])("the stations of a period %s", (_what, since, until, asOf, stations) => {
  const past = looks([at(0), "cb"], [at(10), "ca"], [at(20), "ca"], [at(30), "ca"]);
  expect(listedIn(since, until, asOf, past)).toBe(stations);
});

test("the stations of a period have one that left in it, and came again after its end", () => {
  const past = looks([at(0), "ab"], [at(10), "a"], [at(20), "ab"]);
  expect(listedIn(at(5), at(15), at(30), past)).toBe("ab");
});

test("a station that came with the newest look is listed, and nothing is known of it yet", () => {
  expect(listedIn(at(0), at(30), at(20), looks([at(0), "a"], [at(10), "ab"]))).toBe("ab");
});

test("a station that left with the newest look has no time from then on", () => {
  const levels = levelsOf(at(0), at(30));
  for (const look of looks([at(0), "ab"], [at(10), "a"])) levels.take(look);
  const [a, b] = levels.end(at(20))[0]?.stations ?? [];
  expect([a?.figures?.empty?.timeMs, b?.figures?.empty?.timeMs]).toEqual([20 * MINUTE_MS, 10 * MINUTE_MS]);
});

test("stations leave one after the other, and one that comes after now is none", () => {
  const past = looks([at(0), "ab"], [at(10), "b"], [at(20), "c"]);
  expect(listedIn(at(25), at(30), at(30), past)).toBe("c");
  expect(listedIn(at(0), at(30), at(5), past)).toBe("ab");
});

describe("looks are taken", () => {
  test("until the period is over", () => {
    const levels = levelsOf(at(0), at(10));
    const goesOn = looks([at(0), "a"], [at(10) - 1, "ab"], [at(10), "abc"]).map((look) => levels.take(look));
    expect(goesOn).toEqual([true, true, false]);
    expect(levels.observedAt).toBe(at(10));
    expect(levelsOf(at(0), at(10)).observedAt).toBeNull();
  });

  test("and the newest observed one is told, whatever follows it", () => {
    const levels = levelsOf(at(0), at(100));
    const past = looks([at(0), "a"], [at(10), "a"]);
    for (const look of past) levels.take(look);
    const [, look] = past;
    if (look === undefined) throw new Error("there is no look");
    levels.take({ ...look, at: at(20), previousAt: at(10), verdict: "failed", believed: null });
    expect(levels.observedAt).toBe(at(10));
  });

  test("until the last spell that began in it is over", () => {
    const levels = levelsOf(at(0), at(10));
    const past = looks([at(0), "A"], [at(10), "Ab"], [at(20), "Abc"], [at(30), "abc"]);
    expect(past.map((look) => levels.take(look))).toEqual([true, true, true, false]);
    expect(levels.end(at(30))[0]?.stations[0]?.figures?.empty).toMatchObject({
      ...{ trueMs: 10 * MINUTE_MS, longestMs: 30 * MINUTE_MS, spells: 1, running: 0 },
    });
  });
});

test("a period that is not over has time up to now alone, whatever hours are to come", () => {
  // Minute 0 is eight o'clock.
  const figuresAt = (asOf: number) => {
    const levels = levelsOf(at(0), at(300), { hours: parseOpeningHours("08:00-09:00,10:00-11:00") });
    for (const look of looks([at(0), "a"], [at(20), "a"])) levels.take(look);
    return levels.end(asOf)[0]?.stations[0]?.figures?.empty;
  };
  expect(figuresAt(at(30))).toMatchObject({ knownMs: 20 * MINUTE_MS, timeMs: 30 * MINUTE_MS });
  expect(figuresAt(at(90))).toMatchObject({ knownMs: 20 * MINUTE_MS, timeMs: 60 * MINUTE_MS });
});
