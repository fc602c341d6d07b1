import fc from "fast-check";
import { expect, test } from "vitest";
import { neighboursOf, type Placed } from "../../functions/core/neighbours.ts";
import { metersBetween } from "../../functions/core/positions.ts";

/** Stations on a grid so narrow that many lie equally far apart, and some in one place. */
const stations = fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { minLength: 1, maxLength: 25 }).map((places) =>
  places.map(([north, east], station): Placed => {
    return {
      station,
      stationId: `s${station}`,
      latitude: 45 + north * 0.0009,
      longitude: 4 + east * 0.00127,
    };
  }),
);

test("neighbours are those that measuring every way finds", () => {
  fc.assert(
    fc.property(stations, fc.integer({ min: 1, max: 500 }), (placed, withinMeters) => {
      const nearest = neighboursOf(placed, "nearest");
      const within = neighboursOf(placed, { withinMeters });
      for (const from of placed) {
        const others = placed
          .filter(({ station }) => station !== from.station)
          .map((to) => ({ ...to, meters: metersBetween(from, to) }))
          .sort((a, b) => a.meters - b.meters || (a.stationId < b.stationId ? -1 : 1));
        expect(nearest.of.get(from.station)).toEqual(others.slice(0, 1).map(({ station }) => station));
        const near = others.filter(({ meters }) => meters <= withinMeters).map(({ station }) => station);
        expect(within.of.get(from.station)?.toSorted()).toEqual(near.toSorted());
        const back = placed.filter(({ station }) => within.of.get(station)?.includes(from.station));
        expect(within.around.get(from.station)?.toSorted()).toEqual(
          back.map(({ station }) => station).toSorted(),
        );
      }
    }),
    { numRuns: 100 },
  );
});

test("a neighbour straight to the north counts to the metre at which its distance is rounded", () => {
  // 300.4 m and 300.6 m.
  for (const [degrees, isWithin] of [
    [0.0027016, true],
    [0.0027034, false],
  ] as const) {
    const placed: Placed[] = [0, degrees].map((more, station) => {
      return { station, stationId: `s${station}`, latitude: 45 + more, longitude: 4 };
    });
    expect(neighboursOf(placed, { withinMeters: 300 }).of.get(0)).toEqual(isWithin ? [1] : []);
  }
});
