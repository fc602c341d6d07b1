import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isCount, STATION_ID_BYTES_MAX } from "../../functions/core/observation.ts";
import { parseDiscovery } from "../../functions/feeds/gbfs-discovery.ts";
import { readOpeningHours, readSystemHours } from "../../functions/feeds/gbfs-hours.ts";
import { parseStationInformation, parseTimeZone } from "../../functions/feeds/gbfs-roster.ts";
import { readVehicleTypes } from "../../functions/feeds/gbfs-vehicle-types.ts";
import { parseStatus } from "../../functions/feeds/parse.ts";
import { GBFS, gbfsBody, JCDECAUX } from "./bodies.ts";

const oddValue = fc.oneof(
  fc.constantFrom(0, 1, -1, 3, 1.5, "3", "", null, true, false, 1e300, 1_700_000_000, "2023-02-15T08:03:53Z"),
  fc.jsonValue({ maxDepth: 2 }),
);
const typeId = fc.constantFrom("e", "b", "__proto__", 1, undefined);
const types = fc.array(fc.oneof(fc.record({ vehicle_type_id: typeId, count: oddValue }), oddValue), {
  maxLength: 3,
});
const SOME_TYPES = { ebikes: ["e"], others: ["b"] };
const gbfsStation = fc.record(
  {
    station_id: fc.oneof(fc.constantFrom("__proto__", "a", "b", 1), oddValue),
    num_bikes_available: oddValue,
    num_vehicles_available: oddValue,
    num_docks_available: oddValue,
    num_ebikes_available: oddValue,
    num_bikes_available_types: fc.oneof(fc.record({ ebike: oddValue }), oddValue),
    vehicle_types_available: fc.oneof(types, oddValue),
    is_renting: oddValue,
    last_reported: oddValue,
  },
  { requiredKeys: [] },
);
const jcdecauxStation = fc.record(
  {
    number: fc.oneof(fc.constantFrom(1, 2), oddValue),
    status: oddValue,
    connected: oddValue,
    totalStands: fc.oneof(
      oddValue,
      fc.record({
        availabilities: fc.record({ bikes: oddValue, stands: oddValue, electricalBikes: oddValue }),
        capacity: oddValue,
      }),
    ),
    available_bikes: oddValue,
    available_bike_stands: oddValue,
    position: oddValue,
  },
  { requiredKeys: [] },
);
const text = fc.oneof(
  fc.string(),
  fc.json(),
  fc.array(fc.oneof(gbfsStation, oddValue)).map((stations) => gbfsBody(stations)),
  fc.array(fc.oneof(jcdecauxStation, oddValue)).map((stations) => JSON.stringify(stations)),
);

const isCountOrUnknown = (value: number | null) => value === null || isCount(value);
const isTimeOrUnknown = (value: number | null) => value === null || Number.isSafeInteger(value);

describe("whatever a feed sends", () => {
  it("no parser throws, and every reading is a whole number or unknown", () => {
    fc.assert(
      fc.property(text, (body) => {
        parseDiscovery(body, "https://feeds.example/gbfs.json");
        parseStationInformation(body);
        parseTimeZone(body);
        readOpeningHours(body);
        readSystemHours(body);
        const vehicleTypes = readVehicleTypes(body) ?? SOME_TYPES;
        for (const system of [GBFS, JCDECAUX]) {
          const status = parseStatus(system, body, vehicleTypes);
          if (status.type === "failed") continue;
          status.readRoster?.();
          expect(isTimeOrUnknown(status.publishedAt)).toBe(true);
          expect(status.stations.length).toBeGreaterThan(0);
          expect(new Set(status.stations.map(({ stationId }) => stationId)).size).toBe(
            status.stations.length,
          );
          for (const station of status.stations) {
            expect(station.stationId).not.toBe("");
            expect(Buffer.byteLength(station.stationId)).toBeLessThanOrEqual(STATION_ID_BYTES_MAX);
            expect(isCountOrUnknown(station.vehicles)).toBe(true);
            expect(isCountOrUnknown(station.docks)).toBe(true);
            const { ebikes = null, vehicles } = station;
            expect(isCountOrUnknown(ebikes)).toBe(true);
            if (ebikes !== null && vehicles !== null) expect(ebikes).toBeLessThanOrEqual(vehicles);
          }
        }
      }),
      { seed: 20_261_122, numRuns: 500 },
    );
  });

  it("a count is one that the station's own fields give", () => {
    const numbersOf = (list: unknown) =>
      (Array.isArray(list) ? list : []).map((type) => (type as { count?: unknown } | null)?.count);
    fc.assert(
      fc.property(gbfsStation, (station) => {
        const body = gbfsBody([{ ...station, station_id: "a" }]);
        const status = parseStatus(GBFS, body);
        const observation = status.type === "status" ? status.stations[0] : undefined;
        expect(observation).toBeDefined();
        const docks = station.num_docks_available;
        expect(observation?.docks === null).toBe(!isCount(docks));
        if (isCount(docks)) expect(observation?.docks).toBe(docks === 0 ? 0 : docks);
        const own =
          "num_vehicles_available" in station ? station.num_vehicles_available : station.num_bikes_available;
        const counts = numbersOf(station.vehicle_types_available).filter(isCount);
        const sum = counts.reduce((total, next) => total + next, 0);
        const stand = Array.isArray(station.vehicle_types_available) ? sum : null;
        expect(observation?.vehicles).toBe(isCount(own) ? Number(own) + 0 : stand);
      }),
      { seed: 20_261_122, numRuns: 500 },
    );
  });
});
