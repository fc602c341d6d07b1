import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { parseDiscovery } from "../../functions/feeds/gbfs-discovery.ts";
import { readOpeningHours, readSystemHours } from "../../functions/feeds/gbfs-hours.ts";
import { parseStationInformation, parseTimeZone } from "../../functions/feeds/gbfs-roster.ts";
import { readVehicleTypes } from "../../functions/feeds/gbfs-vehicle-types.ts";
import { parseStatus } from "../../functions/feeds/parse.ts";
import { ruleBookOf } from "../../functions/systems/rule-settings.ts";
import { IN_SERVICE, run, snapshot, T0, told } from "../core/builders.ts";
import { withRecordings } from "../with-recordings.ts";
import { GBFS, JCDECAUX, observed } from "./bodies.ts";
import { GBFS_VERSIONS, type GbfsFile, type GbfsVersion, gbfsFile } from "./gbfs-versions.ts";

const BASE = "https://feeds.example/gbfs.json";

function file(version: GbfsVersion, name: GbfsFile): string {
  const text = gbfsFile(version, name);
  if (text === null) throw new Error(`GBFS ${version} has no ${name}`);
  return text;
}

function statusOf(version: GbfsVersion) {
  const types = gbfsFile(version, "vehicle_types");
  const status = parseStatus(
    GBFS,
    file(version, "station_status"),
    types === null ? null : readVehicleTypes(types),
  );
  if (status.type === "failed") throw new Error(status.reason);
  return status;
}

describe.each(GBFS_VERSIONS)("GBFS %s", (version) => {
  const tellsTypes = version >= "2.1";

  it("has its feeds found", () => {
    const urls = parseDiscovery(file(version, "gbfs"), BASE);
    expect(urls).toMatchObject({
      type: "urls",
      status: "https://feeds.example/station_status.json",
      stationInformation: "https://feeds.example/station_information.json",
      systemInformation: "https://feeds.example/system_information.json",
    });
    const { systemHours, vehicleTypes } = urls.type === "urls" ? urls : {};
    expect([systemHours, vehicleTypes]).toEqual([
      version < "3" ? "https://feeds.example/system_hours.json" : undefined,
      tellsTypes ? "https://feeds.example/vehicle_types.json" : undefined,
    ]);
  });

  it("has counts, docks, flags, and e-bikes read, whatever words they are in", () => {
    const at = { flags: IN_SERVICE };
    const docksOfVirtual = version < "2" ? 9 : null;
    const ebikes = (count: number) => (tellsTypes ? count : undefined);
    const { stations, ...status } = statusOf(version);
    expect(stations).toEqual([
      { stationId: "dock", vehicles: 4, docks: 6, ebikes: ebikes(3), ...at },
      {
        stationId: "virtual",
        vehicles: 2,
        docks: docksOfVirtual,
        ebikes: ebikes(0),
        ...at,
      },
      { stationId: "overflow", vehicles: 25, docks: 0, ebikes: ebikes(25), ...at },
    ]);
    expect(status).toMatchObject({ publishedAt: T0, ttlSeconds: 60, leftOut: 0 });
  });

  it("has names, positions, capacities, time zone and hours read", () => {
    const roster = parseStationInformation(file(version, "station_information"));
    const place = { address: null, latitude: 45.75, longitude: 4.85 };
    expect(roster).toMatchObject({
      stations: [
        { stationId: "dock", name: "Place dock", ...place, capacity: 12 },
        { stationId: "virtual", name: "Place virtual", ...place, capacity: null },
        { stationId: "overflow", name: "Place overflow", ...place, capacity: 20 },
      ],
    });
    expect(parseTimeZone(file(version, "system_information"))).toBe("Europe/Paris");
    const hours =
      version < "3"
        ? readSystemHours(file(version, "system_hours"))
        : readOpeningHours(file(version, "system_information"));
    expect(hours).toBe("Mo-Fr 06:00-23:00; Sa-Su 07:00-24:00");
  });

  it("is read the same under the label of any other version", () => {
    for (const label of [...GBFS_VERSIONS, undefined, 2, ""]) {
      const body = { ...JSON.parse(file(version, "station_status")), version: label };
      const types = gbfsFile(version, "vehicle_types");
      const relabelled = parseStatus(
        GBFS,
        JSON.stringify(body),
        types === null ? null : readVehicleTypes(types),
      );
      expect(relabelled).toEqual(statusOf(version));
    }
  });

  it("has no station full for want of docks that it does not count", () => {
    const rules = ruleBookOf({ systems: [] }, "city", "v");
    const { stations } = statusOf(version);
    const { effects } = run([snapshot(T0, ...stations), snapshot(T0 + 3_600_000, ...stations)], {
      ruleBook: rules,
    });
    const full = told(effects).filter((line) => line.includes("full"));
    expect(full).toEqual([expect.stringContaining("full overflow")]);
  });
});

describe("overflow", () => {
  it("is more bikes than docks, and no error: at a station of JCDecaux's too", () => {
    const stands = (bikes: number, free: number, capacity: number) => ({
      availabilities: { bikes, stands: free },
      capacity,
    });
    const station = {
      number: 7,
      overflow: true,
      totalStands: stands(26, 0, 20),
      mainStands: stands(20, 0, 20),
      overflowStands: stands(6, 0, 0),
    };
    expect(observed(JCDECAUX, station)).toMatchObject({
      vehicles: 26,
      docks: 0,
    });
  });
});

withRecordings("recordings/gbfs-spec-fixtures/schema", (folder) => {
  const checked = ["gbfs", "station_status", "station_information"] as const;
  it.each(GBFS_VERSIONS.flatMap((version) => checked.map((name) => [version, name] as const)))(
    "the fixture of GBFS %s's %s is as the standard's schema says",
    (version, name) => {
      const schema = schemaOf(folder, version, name);
      expect(schema.safeParse(JSON.parse(file(version, name))).error?.issues ?? []).toEqual([]);
      expect(schema.safeParse({ ...JSON.parse(file(version, name)), data: {} }).success).toBe(false);
    },
  );
});

/** The schema without its conditions on which feeds require others, which zod does not support. */
function schemaOf(folder: string, version: GbfsVersion, name: GbfsFile) {
  const text = readFileSync(join(folder, `v${version}`, `${name}.json`), "utf8");
  const isCondition = (key: string) => key === "if" || key === "then" || key === "else";
  return z.fromJSONSchema(JSON.parse(text, (key, value) => (isCondition(key) ? undefined : value)));
}
