import { describe, expect, it } from "vitest";
import { CLOSED_BY_OPERATOR, DISCONNECTED } from "../../functions/core/flags.ts";
import { jcdecauxUrl } from "../../functions/feeds/jcdecaux.ts";
import { parseStatus } from "../../functions/feeds/parse.ts";
import { gbfsBody, JCDECAUX, observed, parsed, reasonOf } from "./bodies.ts";

const at = Date.UTC(2025, 5, 24, 8, 33, 50);
const V1 = {
  number: 42,
  name: "SMITHFIELD NORTH",
  address: "Smithfield North",
  position: { lat: 53.35, lng: -6.28 },
  bike_stands: 30,
  available_bike_stands: 24,
  available_bikes: 5,
  status: "OPEN",
  last_update: at,
};
const V3 = {
  number: 42,
  name: V1.name,
  address: V1.address,
  position: { latitude: 53.35, longitude: -6.28 },
  status: "OPEN",
  connected: true,
  lastUpdate: "2025-06-24T08:33:50Z",
  totalStands: { availabilities: { bikes: 5, stands: 24 }, capacity: 30 },
};

describe("a JCDecaux station", () => {
  it.each([
    ["v1", V1],
    ["v3", V3],
  ])("of %s is read by its shape, whatever version was asked for", (_, station) => {
    for (const apiVersion of [1, 3] as const) {
      const status = parsed({ ...JCDECAUX, apiVersion }, JSON.stringify([station]));
      expect(status.stations).toEqual([{ stationId: "42", vehicles: 5, docks: 24, flags: 0 }]);
      expect(status).toMatchObject({ publishedAt: null, ttlSeconds: 0, leftOut: 0 });
      expect(status.readRoster?.()).toEqual([
        {
          stationId: "42",
          name: V1.name,
          address: V1.address,
          latitude: 53.35,
          longitude: -6.28,
          capacity: 30,
        },
      ]);
    }
  });

  it.each([
    [{ status: "CLOSED" }, CLOSED_BY_OPERATOR],
    [{ status: "open" }, CLOSED_BY_OPERATOR],
    [{ status: null }, 0],
    [{ status: undefined }, 0],
    [{ connected: false }, DISCONNECTED],
    [{ connected: null }, 0],
    [{ connected: "false" }, 0],
    [{ status: "CLOSED", connected: false }, CLOSED_BY_OPERATOR | DISCONNECTED],
  ])("with %j has the flags %j", (fields, flags) => {
    expect(observed(JCDECAUX, { ...V3, ...fields }).flags).toBe(flags);
  });

  it.each([
    [{ totalStands: null }],
    [{ totalStands: {} }],
    [{ totalStands: { availabilities: null, capacity: "30" } }],
    [{ totalStands: { availabilities: { bikes: "5", stands: -1 } } }],
    [{ totalStands: undefined }],
    [{ totalStands: undefined, available_bikes: "5", available_bike_stands: 1.5 }],
  ])("with %j has unknown counts", (fields) => {
    expect(observed(JCDECAUX, { ...V3, ...fields })).toMatchObject({
      vehicles: null,
      docks: null,
    });
  });

  it.each([null, undefined, { lat: 0, lng: 0 }, { latitude: null, longitude: null }])(
    "at %j has no position",
    (position) => {
      const status = parsed(JCDECAUX, JSON.stringify([{ ...V3, name: "", address: " ", position }]));
      expect(status.readRoster?.()).toMatchObject([
        { name: "42", address: null, latitude: null, longitude: null },
      ]);
    },
  );
});

describe("a JCDecaux body", () => {
  it("keeps the last of two stations with one number, and counts what is no station", () => {
    const text = JSON.stringify([V3, null, {}, { ...V3, name: "new", status: "CLOSED" }]);
    const { stations, leftOut, readRoster } = parsed(JCDECAUX, text);
    expect(stations).toMatchObject([{ flags: CLOSED_BY_OPERATOR }]);
    expect(readRoster?.()).toMatchObject([{ name: "new" }]);
    expect(leftOut).toBe(2);
  });

  it.each([
    ['{"error":"Unauthorized"}', 'JCDecaux answered with the error "Unauthorized"'],
    ["{}", "the body is no list of stations"],
    [gbfsBody([{ station_id: "a" }]), "the body is no list of stations"],
    ["[]", "the list of stations is empty"],
    ["[null]", "none of the 1 stations has an id"],
    ["", "the body is empty"],
  ])("fails on %s", (text, reason) => expect(reasonOf(parseStatus(JCDECAUX, text))).toContain(reason));
});

describe("jcdecauxUrl", () => {
  it("names the version and the contract, and never a key", () => {
    expect(jcdecauxUrl(JCDECAUX)).toBe("https://api.jcdecaux.com/vls/v3/stations?contract=lyon");
    expect(jcdecauxUrl({ ...JCDECAUX, url: "http://127.0.0.1:8000/", apiVersion: 1, contract: "a b" })).toBe(
      "http://127.0.0.1:8000/vls/v1/stations?contract=a%20b",
    );
  });
});
