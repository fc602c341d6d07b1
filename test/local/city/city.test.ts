import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createCity, STATIONS_DEFAULT } from "../../../local/city/city.ts";
import { freeDocks, inService, type OutageKind, vehiclesAt } from "../../../local/city/docks.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, MONDAY, portrait, smallCity, watch } from "./cities.ts";

describe("a city is decided by its seed:", () => {
  test("the same seed lives the same life, another one another", () => {
    const lives = [1, 1, 2].map((seed) => {
      const city = smallCity(seed);
      city.advanceTo(MONDAY + 3 * HOUR_MS);
      return portrait(city);
    });
    expect(lives[1]).toBe(lives[0]);
    expect(lives[2]).not.toBe(lives[0]);
  });

  test("how often it is asked makes no difference, and time never goes back", () => {
    const atOnce = smallCity();
    atOnce.advanceTo(MONDAY + 2 * HOUR_MS);
    const moments = fc.array(fc.integer({ min: -HOUR_MS, max: 2 * HOUR_MS }), { maxLength: 40 });
    fc.assert(
      fc.property(moments, (offsets) => {
        const city = smallCity();
        for (const offset of offsets) {
          const before = city.cityTimeMs;
          city.advanceTo(MONDAY + offset);
          expect(city.cityTimeMs).toBeGreaterThanOrEqual(before);
        }
        city.advanceTo(MONDAY + 2 * HOUR_MS);
        expect(portrait(city)).toBe(portrait(atOnce));
      }),
      { numRuns: 15 },
    );
  });
});

test("no bike is made or lost, and no station holds more or fewer than it can", () => {
  const life = fc.record({
    seed: fc.integer(),
    stations: fc.integer({ min: 1, max: 30 }),
    startAt: fc.integer({ min: 0, max: 4_102_444_800_000 }),
    jumps: fc.array(fc.integer({ min: 1, max: 3 * HOUR_MS }), { maxLength: 8 }),
  });
  fc.assert(
    fc.property(life, ({ jumps, ...options }) => {
      const city = createCity(options);
      let until = options.startAt;
      for (const jump of [0, ...jumps]) {
        until += jump;
        city.advanceTo(until);
        const docked = city.stations.reduce((sum, station) => sum + vehiclesAt(station), 0);
        expect(docked + city.underWay).toBe(city.vehicles);
        for (const station of city.stations) {
          expect(Math.min(station.classic, station.electric, freeDocks(station))).toBeGreaterThanOrEqual(0);
        }
      }
    }),
    { numRuns: 40 },
  );
});

test("a city needs a station", () => {
  for (const stations of [0, -1, 1.5, Number.NaN]) {
    expect(() => createCity({ seed: 1, stations, startAt: MONDAY })).toThrow(/at least one, and not/);
  }
});

test("stations close, lose their connection or are missing, keep their bikes, and come back", () => {
  const city = createCity({ seed: 5, startAt: MONDAY });
  const seen = new Map<OutageKind, number>();
  const left = new Map<OutageKind, number>();
  let before = city.stations.map(({ classic, electric, outage }) => ({ classic, electric, outage }));
  for (let minute = 1; minute < 24 * 60; minute++) {
    city.advanceTo(MONDAY + minute * MINUTE_MS);
    for (const [index, station] of city.stations.entries()) {
      const was = before[index];
      const outage = was?.outage ?? null;
      if (outage === null && station.outage !== null) {
        seen.set(station.outage.kind, (seen.get(station.outage.kind) ?? 0) + 1);
      }
      if (outage !== null && station.outage === null) left.set(outage.kind, (left.get(outage.kind) ?? 0) + 1);
      if (outage === null || station.outage !== outage) continue;
      if (outage.kind === "disconnected") expect(station.outage.frozen).toEqual(outage.frozen);
      if (!inService(station))
        expect([station.classic, station.electric]).toEqual([was?.classic, was?.electric]);
    }
    before = city.stations.map(({ classic, electric, outage }) => ({ classic, electric, outage }));
  }
  for (const kind of ["closed", "disconnected", "missing"] as const) {
    expect(seen.get(kind)).toBeGreaterThan(0);
    expect(left.get(kind)).toBeGreaterThan(0);
  }
});

describe("the city that is shipped is believable:", () => {
  test("60 stations, of which over a week 2-6 % are empty and 2-4 % full, and news every few minutes", () => {
    for (const seed of [1, 2]) {
      const city = createCity({ seed, startAt: MONDAY });
      expect(city.stations).toHaveLength(STATIONS_DEFAULT);
      const week = watch(city, MONDAY, 7 * 24 * 60);
      expect(week.empty).toBeGreaterThan(0.02);
      expect(week.empty).toBeLessThan(0.06);
      expect(week.full).toBeGreaterThan(0.02);
      expect(week.full).toBeLessThan(0.04);
      const minutesBetween = (7 * 24 * 60) / week.transitions;
      expect(minutesBetween).toBeGreaterThan(1);
      expect(minutesBetween).toBeLessThan(5);
    }
  });

  test("the rush of a working day has more news than its night, and than a Sunday's morning", () => {
    const transitions = (from: number) => {
      const city = createCity({ seed: 2, startAt: from });
      return watch(city, from, 120).transitions;
    };
    const rush = transitions(MONDAY + 30 * MINUTE_MS);
    expect(rush).toBeGreaterThan(5 * transitions(MONDAY - 5 * HOUR_MS));
    expect(rush).toBeGreaterThan(2 * transitions(MONDAY - DAY_MS));
  });

  test("in the morning bikes leave the homes for the offices", () => {
    const city = createCity({ seed: 3, startAt: MONDAY });
    const bikesOf = (quarter: string) =>
      city.stations
        .filter(({ plan }) => plan.quarter === quarter)
        .reduce((sum, each) => sum + vehiclesAt(each), 0);
    const before = { home: bikesOf("home"), office: bikesOf("office") };
    city.advanceTo(MONDAY + 2.5 * HOUR_MS);
    expect(bikesOf("home")).toBeLessThan(0.9 * before.home);
    expect(bikesOf("office")).toBeGreaterThan(1.1 * before.office);
  });

  test("rain keeps riders at home", () => {
    const city = createCity({ seed: 4, startAt: MONDAY });
    const riders = { dry: 0, wet: 0 };
    const samples = { dry: 0, wet: 0 };
    for (let day = 0; day < 12; day++) {
      for (let minute = 0; minute < 9 * 60; minute += 10) {
        city.advanceTo(MONDAY + 3 * HOUR_MS + day * DAY_MS + minute * MINUTE_MS);
        const weather = city.raining ? "wet" : "dry";
        riders[weather] += city.underWay;
        samples[weather]++;
      }
    }
    expect(samples.wet).toBeGreaterThan(20);
    expect(samples.dry).toBeGreaterThan(samples.wet);
    expect(riders.wet / samples.wet).toBeLessThan(0.75 * (riders.dry / samples.dry));
  });
});
