import { describe, expect, test } from "vitest";
import { metersBetween, nearFrom } from "../../cli/search/near.ts";
import { distanceWords, isSought } from "../../cli/search/sought.ts";

describe("a place", () => {
  test.each([
    ["48.8566,2.3522", { latitude: 48.8566, longitude: 2.3522, metersMax: null }],
    ["-33.45, -70.66, 500", { latitude: -33.45, longitude: -70.66, metersMax: 500 }],
    ["0,180,0m", { latitude: 0, longitude: 180, metersMax: 0 }],
  ])("is %j", (text, near) => expect(nearFrom(text)).toEqual(near));

  test.each(["", "48.8", "48,8566,2,3522", "91,0", "0,181", "north,east", "1,2,-3", "1,2,3,4", "1e1,2"])(
    "is not %j",
    (text) => expect(nearFrom(text)).toBeNull(),
  );
});

test("distances hold over land and sea, and across the line where the date changes", () => {
  const at = (latitude: number, longitude: number) => ({ latitude, longitude });
  expect(metersBetween(at(45.767, 4.834), at(45.767, 4.834))).toBe(0);
  // A minute of latitude is a nautical mile.
  expect(metersBetween(at(45, 4), at(45 + 1 / 60, 4))).toBeCloseTo(1_853, -1);
  expect(metersBetween(at(-18, 179.99), at(-18, -179.99))).toBeLessThan(2_200);
  expect(metersBetween(at(90, 0), at(-90, 0))).toBeCloseTo(Math.PI * 6_371_000, -2);
  expect([null, 0, 9_999, 10_000].map(distanceWords)).toEqual(["? m", "0 m", "9999 m", "10 km"]);
});

test.each([
  ["hôtel", true],
  ["HOTEL ville", true],
  ["ville hotel", true],
  ["place 10001", true],
  ["hotels", false],
])("words %j are in a station's name, address or id: %j", (match, expected) => {
  const station = { stationId: "10001", name: "Hôtel de Ville", address: "Place de la Comédie" };
  expect(isSought({ ...station, latitude: null, longitude: null }, { match })).toBe(expected);
});

test("a station without a position is near nothing", () => {
  const station = { stationId: "1", name: "a", address: null, latitude: null, longitude: null };
  const near = { latitude: 0, longitude: 0, metersMax: null };
  expect(isSought(station, { near })).toBe(false);
  expect(isSought({ ...station, latitude: 0, longitude: 0.001 }, { near })).toBe(true);
  expect(isSought({ ...station, latitude: 0, longitude: 0.001 }, { near: { ...near, metersMax: 100 } })).toBe(
    false,
  );
});
