import { toUSVString } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { FeedFailure } from "../../functions/core/feed.ts";
import { isCount, STATION_ID_BYTES_MAX, STATIONS_MAX } from "../../functions/core/observation.ts";
import { isOpenAt, parseOpeningHours } from "../../functions/core/opening-hours.ts";
import { parseDiscovery } from "../../functions/feeds/gbfs-discovery.ts";
import { readOpeningHours, readSystemHours } from "../../functions/feeds/gbfs-hours.ts";
import { parseStationInformation, parseTimeZone } from "../../functions/feeds/gbfs-roster.ts";
import { readVehicleTypes } from "../../functions/feeds/gbfs-vehicle-types.ts";
import { parseStatus } from "../../functions/feeds/parse.ts";
import { rfc3339Ms } from "../../functions/feeds/rfc3339.ts";
import { retryAfterMs } from "../../functions/http/retry-after.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { envelope, NOW } from "../cli/feed-bodies.ts";
import { GBFS, JCDECAUX } from "../feeds/bodies.ts";
import {
  DISCOVERY_2,
  DISCOVERY_3,
  HOURS,
  INFORMATION,
  JCDECAUX_1,
  JCDECAUX_3,
  STATUS_2,
  SYSTEM,
  VEHICLE_TYPES,
} from "./bodies.ts";
import { expectSentence, fuzz } from "./harness.ts";
import { jsonLike, longTexts, textLike } from "./hostile.ts";

const BASE_URL = "https://feeds.example/gbfs.json";
const URL_CHARACTERS_MAX = 2_048;
const TYPES = { ebikes: ["e"], others: ["b"] };
const LONG = longTexts(['{"data":']);

function isFailure(answer: object): answer is FeedFailure {
  if (!("type" in answer) || answer.type !== "failed" || !("reason" in answer)) return false;
  expectSentence(String(answer.reason), 400);
  return true;
}

function expectStations(stations: readonly { readonly stationId: string }[]): void {
  expect(stations.length).toBeGreaterThan(0);
  expect(stations.length).toBeLessThanOrEqual(STATIONS_MAX);
  for (const { stationId } of stations) {
    expect(stationId).not.toBe("");
    expect(Buffer.byteLength(stationId)).toBeLessThanOrEqual(STATION_ID_BYTES_MAX);
    expect(toUSVString(stationId)).toBe(stationId);
  }
}

function expectCounts(...values: (number | null | undefined)[]): void {
  for (const value of values) if (value !== null && value !== undefined) expect(isCount(value)).toBe(true);
}

function expectTime(at: number | null): void {
  if (at !== null) expect(Number.isSafeInteger(at) && at > 0 && at < 2 ** 43).toBe(true);
}

const PARSERS: readonly [string, () => void][] = [
  [
    "gbfs.json",
    () =>
      fuzz({
        inputs: jsonLike(DISCOVERY_2, DISCOVERY_3),
        long: [
          ...LONG,
          JSON.stringify(envelope({ feeds: [{ name: "station_status", url: "x".repeat(9_000) }] })),
        ],
        runs: 250,
        parse: (text) => parseDiscovery(text, BASE_URL),
        check: (urls) => {
          if (isFailure(urls)) return;
          const { type: _type, ...named } = urls;
          for (const url of Object.values(named)) {
            if (url === null || url === undefined) continue;
            expect(new URL(url).protocol).toBe("https:");
            expect(url.length).toBeLessThanOrEqual(URL_CHARACTERS_MAX);
          }
        },
      }),
  ],
  [
    "station_status, and the answers of JCDecaux's v1 and v3",
    () =>
      fuzz({
        inputs: fc.tuple(
          fc.constantFrom<SystemEntry>(GBFS, JCDECAUX),
          jsonLike(STATUS_2, JCDECAUX_1, JCDECAUX_3, { error: "Unauthorized" }),
        ),
        long: LONG.map((text): [SystemEntry, string] => [GBFS, text]),
        runs: 300,
        parse: ([system, text]) => parseStatus(system, text, TYPES),
        check: (status) => {
          if (isFailure(status)) return;
          expectStations(status.stations);
          expectCounts(status.ttlSeconds, status.leftOut);
          expectTime(status.publishedAt);
          for (const one of status.stations) {
            expectCounts(one.vehicles, one.docks, one.ebikes);
            expect(one.flags).toBeLessThan(256);
          }
          for (const { name, address } of status.readRoster?.() ?? []) {
            expect(name.length).toBeLessThanOrEqual(STATION_ID_BYTES_MAX);
            expect(address?.length ?? 0).toBeLessThanOrEqual(200);
          }
        },
      }),
  ],
  [
    "station_information",
    () =>
      fuzz({
        inputs: jsonLike(INFORMATION),
        long: LONG,
        parse: parseStationInformation,
        check: (roster) => {
          if (isFailure(roster)) return;
          expectStations(roster.stations);
          for (const { latitude, longitude, capacity } of roster.stations) {
            expect(Math.abs(latitude ?? 0)).toBeLessThanOrEqual(90);
            expect(Math.abs(longitude ?? 0)).toBeLessThanOrEqual(180);
            expectCounts(capacity);
          }
        },
      }),
  ],
  [
    "system_information",
    () =>
      fuzz({
        inputs: jsonLike(SYSTEM),
        long: LONG,
        parse: (text) => ({ zone: parseTimeZone(text), hours: readOpeningHours(text) }),
        check: ({ zone, hours }) => {
          expect(zone?.length ?? 0).toBeLessThanOrEqual(200);
          expect(hours?.length ?? 0).toBeLessThanOrEqual(1_001);
        },
      }),
  ],
  [
    "system_hours",
    () =>
      fuzz({
        inputs: jsonLike(HOURS),
        long: LONG,
        parse: (text) => readSystemHours(text, text),
        check: (hours) => {
          expect(hours?.length ?? 0).toBeLessThan(20_000);
        },
      }),
  ],
  [
    "vehicle_types",
    () =>
      fuzz({
        inputs: jsonLike(VEHICLE_TYPES),
        long: LONG,
        parse: readVehicleTypes,
        check: (types) => expect(JSON.stringify(types).length).toBeLessThan(10_000),
      }),
  ],
  [
    "opening hours",
    () =>
      fuzz({
        inputs: textLike("24/7", "Mo-Fr 06:00-23:00; Sa,Su 07:00-13:00,14:00-26:00; We off"),
        long: longTexts(["", "Mo ", "Mo-"]),
        parse: parseOpeningHours,
        check: (hours) => {
          for (const { from, to } of hours?.rules.flatMap(({ spans }) => spans) ?? []) {
            expect(from).toBeGreaterThanOrEqual(0);
            expect(to).toBeGreaterThan(from);
            expect(to).toBeLessThanOrEqual(2 * 1_440);
          }
          expect([true, false, null]).toContain(isOpenAt(hours, Date.UTC(2026, 4, 4), "UTC"));
        },
      }),
  ],
  [
    "Retry-After",
    () =>
      fuzz({
        inputs: textLike("120", "Wed, 21 Oct 2026 07:28:00 GMT"),
        long: longTexts(["", "1"]),
        parse: (header) => retryAfterMs(header, NOW),
        check: (waitMs) => {
          expectCounts(waitMs);
          expect(waitMs ?? 0).toBeLessThanOrEqual(86_400_000);
        },
      }),
  ],
  [
    "RFC 3339",
    () =>
      fuzz({
        inputs: textLike("2023-02-15T08:03:53Z", "2023-02-15T08:03:53.123456+01:00"),
        long: longTexts(["", "2023-02-15T08:03:53."]),
        parse: rfc3339Ms,
        check: (at) => expect(Number.isNaN(at) || Number.isSafeInteger(at)).toBe(true),
      }),
  ],
];

test.each(PARSERS)("%s may say anything", (_what, fuzzIt) => {
  fuzzIt();
});
