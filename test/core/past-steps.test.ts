import { describe, expect, test } from "vitest";
import type { Believed, PastLook } from "../../functions/core/past.ts";
import { PLAIN_TERM, ServiceLevels } from "../../functions/core/service-levels.ts";
import { at, MINUTE_MS } from "./builders.ts";

const IDS = ["a"];

/** A look of one station, or one that shows nothing; `previous` is the minute of the look before it. */
function look(
  minute: number,
  previous: number | null,
  vehicles: number | null,
  more: Partial<Believed> = {},
): PastLook {
  const columns = { present: [true], vehicles: [vehicles], docks: [5], flags: [0] };
  const said = { since: at(minute), frozenSince: null, outside: null, changed: null, ...more };
  return {
    at: at(minute),
    previousAt: previous === null ? null : at(previous),
    ...{ verdict: "observed", reason: null, ruleVersion: "", hole: null },
    believed: { stationIds: IDS, columns, ...said },
  };
}

function nothing(minute: number, previous: number, verdict: PastLook["verdict"]): PastLook {
  return { ...look(minute, previous, null), verdict, believed: null };
}

function emptyTime(looks: readonly PastLook[], until: number) {
  const period = { since: at(0), until: at(until) };
  const question = { period, gapMs: 30 * MINUTE_MS, roster: null, timeZone: null, terms: [PLAIN_TERM] };
  const levels = new ServiceLevels(question);
  for (const one of looks) if (!levels.take(one)) break;
  const empty = levels.end(at(until))[0]?.stations[0]?.figures?.empty;
  if (empty === undefined) throw new Error("the station is not there");
  return { so: empty.trueMs / MINUTE_MS, known: empty.knownMs / MINUTE_MS, spells: empty.spells };
}

describe("from when on what is known", () => {
  test("a hold that is confirmed after a missing look is known from its first sighting", () => {
    const held = nothing(10, 5, "held");
    const looks = [
      look(0, null, 3),
      look(5, 0, 3),
      held,
      look(20, 15, 0, { since: at(10) }),
      look(30, 20, 3),
    ];
    expect(emptyTime(looks, 30)).toEqual({ so: 20, known: 30, spells: 1 });
  });

  test("so it is where other looks are missing between its sighting and its confirmation", () => {
    const looks = [
      look(0, null, 3),
      nothing(10, 0, "held"),
      nothing(12, 10, "failed"),
      look(20, 15, 0, { since: at(10) }),
      look(30, 20, 3),
    ];
    expect(emptyTime(looks, 30)).toEqual({ so: 20, known: 30, spells: 1 });
  });

  test("a hold that was sighted in time bridges a gap up to its confirmation", () => {
    const looks = [
      look(0, null, 3),
      nothing(29, 0, "held"),
      nothing(30, 29, "held"),
      look(31, 30, 0, { since: at(29) }),
    ];
    expect(emptyTime(looks, 31)).toEqual({ so: 2, known: 31, spells: 1 });
  });

  test("a gap is a time longer than one to the millisecond", () => {
    const late = (ms: number): PastLook => {
      const { believed, ...shown } = look(30, 0, 3);
      return { ...shown, at: at(30) + ms, believed: believed && { ...believed, since: at(30) + ms } };
    };
    expect(emptyTime([look(0, null, 0), late(0)], 30)).toEqual({ so: 30, known: 30, spells: 1 });
    expect(emptyTime([look(0, null, 0), late(1)], 30)).toEqual({ so: 0, known: 0, spells: 0 });
  });

  test("what a missing look may have shown is not known", () => {
    const looks = [look(0, null, 0), look(10, 0, 0), look(30, 20, 0), look(40, 30, 0)];
    expect(emptyTime(looks, 40)).toEqual({ so: 20, known: 20, spells: 2 });
    // Where the state was lost, a look is the first again.
    const anew = [look(0, null, 0), look(10, null, 0), look(20, 10, 0)];
    expect(emptyTime(anew, 20)).toEqual({ so: 10, known: 10, spells: 1 });
  });

  test("who goes outside the hours, or comes back, is looked at where nothing else has changed", () => {
    const still = { changed: [] };
    const looks = [
      look(0, null, 0),
      look(10, 0, 0, { ...still, outside: [true] }),
      look(20, 10, 0, { ...still, outside: [false] }),
      look(30, 20, 0, { ...still, outside: [true] }),
      look(40, 30, 0, still),
      look(50, 40, 0, still),
    ];
    expect(emptyTime(looks, 50)).toEqual({ so: 30, known: 30, spells: 3 });
  });

  test("a frost reaches back behind a gap in which nothing changed", () => {
    const still = { frozenSince: at(10) };
    const looks = [
      look(0, null, 0),
      look(10, 0, 0),
      look(50, 10, 0),
      look(60, 50, 0, still),
      look(70, 60, 3),
    ];
    expect(emptyTime(looks, 70)).toEqual({ so: 10, known: 10, spells: 1 });
    // Without it, the time between the gap and the next look is known.
    const thawed = [...looks.slice(0, 3), look(60, 50, 0), look(70, 60, 3)];
    expect(emptyTime(thawed, 70)).toEqual({ so: 30, known: 30, spells: 2 });
  });

  test("a frost reaches back behind looks that showed the same, also where some went outside their hours", () => {
    const still = { frozenSince: at(10) };
    const thawed = [
      look(0, null, 0),
      look(10, 0, 0),
      look(20, 10, 0),
      look(30, 20, 0, still),
      look(40, 30, 3),
    ];
    expect(emptyTime(thawed, 40)).toEqual({ so: 10, known: 10, spells: 1 });
    const outside = { outside: "all" } as const;
    const closing = [
      look(0, null, 0),
      look(10, 0, 0),
      look(20, 10, 0, outside),
      look(30, 20, 0, { ...outside, ...still }),
      look(40, 30, 3),
    ];
    expect(emptyTime(closing, 40)).toEqual({ so: 10, known: 10, spells: 1 });
  });

  test("a hold that is confirmed while the feed stands still is known up to then", () => {
    const still = { since: at(10), frozenSince: at(20) };
    const looks = [look(0, null, 0), look(30, 15, 0, still), look(40, 30, 3)];
    expect(emptyTime(looks, 40)).toEqual({ so: 10, known: 10, spells: 1 });
  });

  test("after the newest observed look nothing is, also where looks that show nothing follow", () => {
    const looks = [look(0, null, 0), nothing(10, 0, "failed"), nothing(20, 15, "failed")];
    expect(emptyTime(looks, 20)).toEqual({ so: 0, known: 0, spells: 0 });
  });

  test("a look before which something is missing ends what was known with the look before it", () => {
    const whole = look(20, 10, 0);
    const looks = [
      look(0, null, 0),
      look(10, 0, 0),
      { ...whole, hole: "its base is missing" },
      look(30, 20, 0),
    ];
    expect(emptyTime(looks, 30)).toEqual({ so: 20, known: 20, spells: 2 });
    expect(emptyTime([...looks.slice(0, 2), whole, look(30, 20, 0)], 30)).toEqual({
      so: 30,
      known: 30,
      spells: 1,
    });
  });

  test("an observed look without columns ends what was known, until the next one with columns", () => {
    const blind = { ...nothing(10, 0, "observed"), hole: "ids change too fast" };
    expect(emptyTime([look(0, null, 0), blind, look(20, 10, 0), look(30, 20, 3)], 30)).toEqual({
      ...{ so: 20, known: 20, spells: 2 },
    });
  });

  test("a spell that begins with the next period is not of this one", () => {
    expect(emptyTime([look(0, null, 3), look(10, 0, 0), look(20, 10, 3)], 10)).toEqual({
      ...{ so: 0, known: 10, spells: 0 },
    });
  });
});

describe("a list in another order than that in which stations were numbered", () => {
  function listed(
    minute: number,
    ids: string,
    vehicles: readonly number[],
    more: Partial<Believed> = {},
  ): PastLook {
    return {
      ...look(minute, minute === 0 ? null : minute - 10, 0),
      believed: {
        ...{ since: at(minute), frozenSince: null, changed: null, outside: null },
        stationIds: [...ids],
        columns: { present: [true, true], vehicles, docks: [5, 5], flags: [0, 0] },
        ...more,
      },
    };
  }

  function emptyOf(until: number, ...looks: PastLook[]) {
    const period = { since: at(0), until: at(until) };
    const question = { period, gapMs: 30 * MINUTE_MS, roster: null, timeZone: null, terms: [PLAIN_TERM] };
    const levels = new ServiceLevels(question);
    for (const one of looks) levels.take(one);
    return (levels.end(at(until))[0]?.stations ?? []).map(({ stationId, figures }) => {
      const { trueMs = 0, timeMs = 0, knownMs = 0 } = figures?.empty ?? {};
      return [stationId, trueMs / MINUTE_MS, knownMs / MINUTE_MS, timeMs / MINUTE_MS];
    });
  }

  test("says by its own columns who is outside the hours", () => {
    const figures = emptyOf(
      20,
      listed(0, "ab", [0, 0], { outside: [false, true] }),
      listed(10, "ba", [0, 0], { outside: [true, false] }),
      listed(20, "ba", [0, 0], { outside: [true, false] }),
    );
    expect(figures).toEqual([
      ["a", 20, 20, 20],
      ["b", 0, 0, 0],
    ]);
  });

  test("stands still as any other", () => {
    const figures = emptyOf(
      50,
      listed(0, "ab", [0, 3]),
      ...[10, 20, 30].map((minute) => listed(minute, "ba", [0, 0])),
      listed(40, "ba", [0, 0], { frozenSince: at(20) }),
      listed(50, "ba", [3, 0]),
    );
    expect(figures).toEqual([
      ["a", 20, 20, 50],
      ["b", 10, 20, 50],
    ]);
  });
});
