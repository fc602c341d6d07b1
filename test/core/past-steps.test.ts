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

  test("what a missing look may have shown is not known", () => {
    const looks = [look(0, null, 0), look(10, 0, 0), look(30, 20, 0), look(40, 30, 0)];
    expect(emptyTime(looks, 40)).toEqual({ so: 20, known: 20, spells: 2 });
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
