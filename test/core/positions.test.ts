import { expect, test } from "vitest";
import { metersBetween, metersNorth, positionOf } from "../../functions/core/positions.ts";

const METERS_PER_DEGREE = (6_371_000 * Math.PI) / 180;

test.each([
  ["one place", 45, 4, 45, 4, 0],
  ["north", 45, 4, 45.01, 4, 1_112],
  ["south", 45.01, 4, 45, 4, 1_112],
  // At 60 degrees a degree to the east is half as long.
  ["east", 60, 4, 60, 4.02, 1_112],
  ["west", 60, 4.02, 60, 4, 1_112],
  ["both", 60, 4, 60.003, 4.008, 556],
  // By the latitude in the middle: from either end it would be some metres more or less.
  ["a slant far to the east", 60, 4, 61, 10, 346_838],
  ["the same back", 61, 10, 60, 4, 346_838],
])("%s: from %f, %f to %f, %f it is %i m", (_what, latitude, longitude, toLatitude, toLongitude, meters) => {
  const from = { latitude, longitude };
  const to = { latitude: toLatitude, longitude: toLongitude };

  expect(metersBetween(from, to)).toBe(meters);
});

test("half a metre is rounded up", () => {
  const north = (meters: number) => ({ latitude: meters / METERS_PER_DEGREE, longitude: 0 });
  expect([0.4, 0.6, 1.4].map((meters) => metersBetween(north(0), north(meters)))).toEqual([0, 1, 1]);
});

test("two latitudes are as far apart as two positions on them at least are", () => {
  expect(metersNorth(45, 46)).toBeCloseTo(METERS_PER_DEGREE, 6);
  expect(metersNorth(-1, 1)).toBeCloseTo(2 * METERS_PER_DEGREE, 6);
  expect(metersNorth(1, -1)).toBeCloseTo(2 * METERS_PER_DEGREE, 6);
});

test("a station of which half a position is known has none", () => {
  const station = { stationId: "a", name: "a", address: null, latitude: 45, longitude: 4, capacity: null };
  expect(positionOf(station)).toEqual({ latitude: 45, longitude: 4 });
  expect(positionOf({ ...station, latitude: null })).toBeNull();
  expect(positionOf({ ...station, longitude: null })).toBeNull();
  expect(positionOf(undefined)).toBeNull();
});
