import { describe, expect, it } from "vitest";
import {
  DOCKS_CONTRADICTED,
  DOCKS_NEGATIVE,
  flagValue,
  INSTALLED,
  RENTING,
  RETURNING,
} from "../../functions/core/flags.ts";
import { STATIONS_MAX } from "../../functions/core/observation.ts";
import { parseStatus } from "../../functions/feeds/parse.ts";
import { GBFS, gbfsBody, observed, parsed, reasonOf } from "./bodies.ts";

describe("a station of a GBFS status", () => {
  it("is read in the words of 1.0 and 2.x", () => {
    const station = observed(GBFS, {
      station_id: "a",
      num_bikes_available: 3,
      num_docks_available: 4,
      is_installed: 1,
      is_renting: 0,
      is_returning: true,
      last_reported: 1_700_000_000,
    });
    expect(station).toMatchObject({
      stationId: "a",
      vehicles: 3,
      docks: 4,
    });
    expect([INSTALLED, RENTING, RETURNING].map((bit) => flagValue(station.flags, bit as 1))).toEqual([
      true,
      false,
      true,
    ]);
  });

  it("is read in the words of 3.x, whatever the version's label says", () => {
    const station = {
      station_id: "a",
      num_vehicles_available: 3,
      num_docks_available: 4,
      last_reported: "2023-11-14T22:13:20Z",
    };
    for (const version of ["1.0", "2.3", "3.0", undefined, 7]) {
      const text = gbfsBody([station], { version, last_updated: "2023-11-14T22:13:20+00:00" });
      const status = parsed(GBFS, text);
      expect(status.publishedAt).toBe(1_700_000_000_000);
      expect(status.stations[0]).toMatchObject({ vehicles: 3 });
    }
  });

  it("is read inside a wrapper of its own", () => {
    expect(observed(GBFS, { data: { station_id: 5, num_bikes_available: 2 }, status: 200 })).toMatchObject({
      stationId: "5",
      vehicles: 2,
      docks: null,
    });
  });

  const types = [{ count: 2 }, { count: 3 }, { count: "9" }, { count: -4 }, null, 7];
  it.each<[string, object, number | null]>([
    [
      "the count in 3.x's words before the one in 2.x's",
      { num_vehicles_available: 1, num_bikes_available: 2 },
      1,
    ],
    [
      "a zero although the types say otherwise",
      { num_bikes_available: 0, vehicle_types_available: types },
      0,
    ],
    ["the good counts of the types where the count is absent", { vehicle_types_available: types }, 5],
    ["the types where the count is negative", { num_bikes_available: -1, vehicle_types_available: types }, 5],
    [
      "the types where the count is in quotes",
      { num_vehicles_available: "8", vehicle_types_available: types },
      5,
    ],
    [
      "the types, not 2.x's count, where 3.x's is null",
      { num_vehicles_available: null, num_bikes_available: 2, vehicle_types_available: types },
      5,
    ],
    [
      "nothing where 3.x's count is null and there are no types",
      { num_vehicles_available: null, num_bikes_available: 2 },
      null,
    ],
    [
      "nothing where the types are no list",
      { num_bikes_available: 1.5, vehicle_types_available: { count: 3 } },
      null,
    ],
    [
      "nothing where the types add up to no exact number",
      { vehicle_types_available: new Array(3).fill({ count: 9e11 }) },
      null,
    ],
    ["nothing where there is no count", {}, null],
    ["a huge count", { num_bikes_available: 999_999 }, 999_999],
  ])("has as its vehicles %s", (_, fields, expected) => {
    expect(observed(GBFS, { station_id: "a", ...fields }).vehicles).toBe(expected);
  });

  it.each<[string, object, number]>([
    [
      "none in all and some by type",
      { num_docks_available: 0, vehicle_docks_available: [{ count: 2 }] },
      DOCKS_CONTRADICTED,
    ],
    ["none in all and none by type", { num_docks_available: 0, vehicle_docks_available: [{ count: 0 }] }, 0],
    ["some in all and some by type", { num_docks_available: 3, vehicle_docks_available: [{ count: 2 }] }, 0],
    ["fewer than none, with vehicles", { num_docks_available: -2 }, DOCKS_NEGATIVE],
    ["fewer than none, without vehicles", { num_docks_available: -2, num_bikes_available: 0 }, 0],
    ["fewer than none, in parts", { num_docks_available: -0.5 }, 0],
  ])("flags docks that are %s", (_, fields, bits) => {
    const { flags } = observed(GBFS, { station_id: "a", num_bikes_available: 4, ...fields });
    expect(flags & (DOCKS_CONTRADICTED | DOCKS_NEGATIVE)).toBe(bits);
  });

  it.each([undefined, null, "4", -1, 0.5, []])("has unknown docks where the feed says %j", (docks) => {
    expect(observed(GBFS, { station_id: "a", num_docks_available: docks }).docks).toBeNull();
  });

  it("has as many docks as the feed says, however many", () => {
    expect(observed(GBFS, { station_id: "a", num_docks_available: 999_999 }).docks).toBe(999_999);
  });

  it.each([
    ["seconds ago", 1_700_000_000],
    ["in milliseconds", 1_700_000_000_123],
    ["in the future", 3_000_000_000],
    ["at nothing", undefined],
    ["at null", null],
    ["at a negative time", -1_700_000_000],
    ["at a tiny time", 86_400],
  ])("reported %s has counts that count", (_, last_reported) => {
    const station = observed(GBFS, { station_id: "a", num_bikes_available: 3, last_reported });
    expect(station).toMatchObject({ vehicles: 3 });
  });
});

describe("a GBFS status", () => {
  it("keeps the last of two stations with one id, in the place of the first", () => {
    const text = gbfsBody([
      { station_id: 1, num_bikes_available: 5 },
      { station_id: "2" },
      { station_id: "1", num_bikes_available: 7 },
    ]);
    const { stations, leftOut } = parsed(GBFS, text);
    expect(stations.map((station) => [station.stationId, station.vehicles])).toEqual([
      ["1", 7],
      ["2", null],
    ]);
    expect(leftOut).toBe(0);
  });

  it("takes the names of Object's own fields as ids", () => {
    const ids = ["__proto__", "constructor", "toString", "hasOwnProperty"];
    const text = gbfsBody(ids.map((station_id) => ({ station_id, num_bikes_available: 1 })));
    expect(parsed(GBFS, text).stations.map(({ stationId }) => stationId)).toEqual(ids);
    expect(Object.prototype).not.toHaveProperty("station_id");
  });

  it("does not take fields out of a __proto__", () => {
    const text = '{"data":{"stations":[{"station_id":"a","__proto__":{"num_bikes_available":3}}]}}';
    expect(parsed(GBFS, text).stations[0]?.vehicles).toBeNull();
  });

  it("leaves out and counts what is no station", () => {
    const text = gbfsBody([
      null,
      7,
      "a",
      [],
      {},
      { station_id: "" },
      { station_id: "x".repeat(257) },
      { station_id: "b" },
    ]);
    const { stations, leftOut } = parsed(GBFS, text);
    expect(stations.map(({ stationId }) => stationId)).toEqual(["b"]);
    expect(leftOut).toBe(7);
  });

  it.each([
    [1_700_000_000_000, 1_700_000_000_000],
    [null, null],
    [-5, null],
    [12, null],
    [4_000_000_000, 4_000_000_000_000],
    ["soon", null],
  ])("published at %j was published at %j", (last_updated, expected) => {
    expect(parsed(GBFS, gbfsBody([{ station_id: "a" }], { last_updated })).publishedAt).toBe(expected);
  });

  it.each([
    [30, 30],
    [undefined, 0],
    ["30", 0],
    [-1, 0],
  ])("with a ttl of %j has one of %j", (ttl, expected) => {
    expect(parsed(GBFS, gbfsBody([{ station_id: "a" }], { ttl })).ttlSeconds).toBe(expected);
  });

  it("may start with a byte order mark", () => {
    expect(parsed(GBFS, `\ufeff${gbfsBody([{ station_id: "a" }])}`).stations).toHaveLength(1);
  });

  const many = (length: number) => gbfsBody(Array.from({ length }, (_, station_id) => ({ station_id })));
  it("has room for STATIONS_MAX stations, repeated ones not counted", () => {
    expect(parsed(GBFS, many(STATIONS_MAX)).stations).toHaveLength(STATIONS_MAX);
    const repeated = new Array(STATIONS_MAX + 1).fill({ station_id: 1 });
    expect(parsed(GBFS, gbfsBody(repeated)).stations).toHaveLength(1);
  });

  it.each([
    ["an empty body", "", "the body is empty, expected JSON"],
    ["white space", " \n", "the body is empty, expected JSON"],
    ["HTML", "<html><body>Sorry</body></html>", "the body is no JSON, but a page of HTML for browsers"],
    ["a status in words", "404 Not Found", 'the body is no JSON, it starts with "404 Not Found"'],
    [
      "what would steer a terminal",
      "\u009b31mRED \u202eevil\u2028",
      'the body is no JSON, it starts with "\\u009b31mRED \\u202eevil\\u2028"',
    ],
    [
      "half a JSON",
      gbfsBody([{ station_id: "a" }]).slice(0, -9),
      "the body is no whole JSON, it ends after ",
    ],
    ["no stations", gbfsBody([]), "the list of stations is empty"],
    [
      "no list of stations",
      gbfsBody({ a: 1 }),
      "the body is no station_status, expected a list at data.stations",
    ],
    ["no data", "{}", "expected a list at data.stations"],
    ["null", "null", "expected a list at data.stations"],
    ["a list", "[]", "expected a list at data.stations"],
    ["a JCDecaux body", '[{"number":1}]', "expected a list at data.stations"],
    ["stations without ids", gbfsBody([{}, null]), "none of the 2 stations has an id that can be read"],
    [
      "too many stations",
      many(STATIONS_MAX + 1),
      "the list of 20001 stations is too long, expected at most 20000",
    ],
  ])("fails on %s", (_, text, reason) => {
    expect(reasonOf(parseStatus(GBFS, text))).toContain(reason);
  });
});
