import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { CLOSED_BY_OPERATOR, DISCONNECTED } from "../../functions/core/flags.ts";
import { parseDiscovery } from "../../functions/feeds/gbfs-discovery.ts";
import { readOpeningHours } from "../../functions/feeds/gbfs-hours.ts";
import { parseStationInformation, parseTimeZone } from "../../functions/feeds/gbfs-roster.ts";
import { readVehicleTypes } from "../../functions/feeds/gbfs-vehicle-types.ts";
import { parseStatus } from "../../functions/feeds/parse.ts";
import { withRecordings } from "../with-recordings.ts";
import { GBFS, JCDECAUX, parsed } from "./bodies.ts";

const read = (...path: string[]) => readFileSync(join(...path), "utf8");

withRecordings("recordings/gbfs-spec-fixtures", (fixtures) => {
  const foldersOf = (...parents: string[]) =>
    parents.flatMap((parent) =>
      readdirSync(join(fixtures, parent)).map((name) => join(fixtures, parent, name)),
    );

  it.each(foldersOf("testFixtures", "java-test-resources"))(
    "the standard's examples in %s are read",
    (folder) => {
      const { stations, leftOut } = parsed(GBFS, read(folder, "station_status.json"));
      expect(leftOut).toBe(0);
      expect(stations.every(({ vehicles }) => vehicles !== null)).toBe(true);
      expect(stations.every(({ flags }) => flags > 0)).toBe(true);
      const roster = parseStationInformation(read(folder, "station_information.json"));
      if (roster.type === "failed") throw new Error(roster.reason);
      expect(roster.stations.every(({ name, stationId }) => name !== stationId)).toBe(true);
    },
  );

  it.each(foldersOf("testFixtures"))("the status and the time zone of %s are found", (folder) => {
    const urls = parseDiscovery(read(folder, "gbfs.json"), "https://feeds.example/gbfs.json");
    expect(urls).toMatchObject({ type: "urls", status: expect.stringMatching(/^https:.*status/) });
    expect(parseTimeZone(read(folder, "system_information.json"))).toMatch(/^\w+\/\w+$/);
  });

  it.each([
    // All its electric vehicles are scooters.
    ["v2.3", null, [0, 0]],
    // It counts a type that is not listed, but with zero vehicles.
    ["v3.0", "Mo,Tu,We,Th,Fr,Sa,Su 00:00-23:59", [0]],
    ["v3.1-RC3", "Apr 1-Nov 3 00:00-24:00", [0, 0]],
  ])("the hours and e-bikes of %s are known as far as it tells them", (version, hours, ebikes) => {
    const folder = join(fixtures, "testFixtures", version);
    expect(readOpeningHours(read(folder, "system_information.json"))).toBe(hours);
    const types = readVehicleTypes(read(folder, "vehicle_types.json"));
    const status = parseStatus(GBFS, read(folder, "station_status.json"), types);
    if (status.type === "failed") throw new Error(status.reason);
    expect(status.stations.slice(0, 2).map(({ ebikes }) => ebikes)).toEqual(ebikes);
  });
});

withRecordings("recordings/jcdecaux-snapshots", (folder) => {
  it("Dublin's stations of v1 are read whole", () => {
    const status = parsed({ ...JCDECAUX, apiVersion: 1 }, read(folder, "dublin-v1-2025-02-12T13-43-04.json"));
    expect(status.stations).toHaveLength(114);
    expect(status.stations[0]).toEqual({
      stationId: "42",
      vehicles: 6,
      docks: 24,
      flags: 0,
    });
    const roster = status.readRoster?.() ?? [];
    expect(roster).toHaveLength(114);
    expect(roster.every(({ latitude }) => latitude !== null && Math.abs(latitude - 53.35) < 0.1)).toBe(true);
  });

  it("Toulouse's stations of v3 are read whole", () => {
    const { stations } = parsed(JCDECAUX, read(folder, "toulouse-v3-2025-06-24T10-40-30.json"));
    expect(stations).toHaveLength(385);
    expect(stations.filter(({ flags }) => (flags & CLOSED_BY_OPERATOR) !== 0)).toHaveLength(1);
    expect(stations.filter(({ flags }) => (flags & DISCONNECTED) !== 0)).toHaveLength(2);
    expect(stations.every(({ docks }) => docks !== null)).toBe(true);
    expect(stations.reduce((sum, { ebikes }) => sum + (ebikes ?? Number.NaN), 0)).toBe(653);
  });
});
