import fc from "fast-check";
import { expect, test } from "vitest";
import type { Report } from "../../cli/inspection/report.ts";
import {
  CITY,
  files,
  first,
  inspected,
  NOW,
  named,
  SECONDS,
  type Station,
  withStations,
} from "./feed-bodies.ts";

const DAY_SECONDS = 86_400;

test("a feed as it should be is good, and nothing about it is odd", async () => {
  expect(await inspected(files())).toEqual({
    systemId: "city",
    verdict: "good",
    sentence: "all that the rules need is there",
    versionLabel: "2.3",
    versionShape: "1.x or 2.x",
    stationsInStatus: 12,
    stationsInInformation: 12,
    publishedAgeSeconds: 30,
    reportedAgeSecondsMedian: 90,
    ttlSeconds: 60,
    oddities: [],
    stationsNamed: 12,
  });
});

/** What is odd, the change, the report's name for it, whether data is lost by it, and what the report says. */
const STATION_ODDITIES: [string, (stations: Station[]) => unknown[], string, boolean, string][] = [
  [
    "a number as id",
    first(1, { station_id: 7 }),
    "numeric-ids",
    false,
    "1 of 12 stations has a number for station_id (7)",
  ],
  [
    "ids twice",
    (all) => [...all, ...all.slice(0, 2)],
    "duplicate-ids",
    true,
    "2 ids are there more than once (s0, s1)",
  ],
  ["no id", (all) => [...all, { num_bikes_available: 1 }], "no-id", true, "1 station has no id"],
  [
    "a wrapper",
    (all) => all.map((data) => ({ data, status: 200 })),
    "wrapped",
    false,
    'all 12 stations are wrapped in {"data": …}',
  ],
  [
    "a station in the status alone",
    (all) => [...all, { ...all[0], station_id: "new" }],
    "only-in-status",
    false,
    "1 of 13 stations is in the status and not in station_information (new)",
  ],
  [
    "many stations in the status alone",
    (all) => [...all, ...all.map((one) => ({ ...one, station_id: `x${one.station_id}` }))],
    "only-in-status",
    true,
    "12 of 24 stations are in the status and not",
  ],
  [
    "a station in station_information alone",
    (all) => all.slice(1),
    "only-in-information",
    false,
    "1 of 12 stations is in station_information and not in the status (s0)",
  ],
  [
    "last_reported missing",
    first(1, { last_reported: undefined }),
    "reported-missing",
    false,
    "1 of 12 stations has a last_reported that is missing or null (s0)",
  ],
  [
    "last_reported null",
    first(2, { last_reported: null }),
    "reported-missing",
    false,
    "2 of 12 stations have",
  ],
  ["last_reported in ms", first(12, { last_reported: NOW }), "reported-in-ms", false, "in milliseconds"],
  ["last_reported negative", first(1, { last_reported: -1 }), "reported-negative", false, "that is negative"],
  [
    "last_reported tiny",
    first(4, { last_reported: 86_400 }),
    "reported-tiny",
    false,
    "before the year 2000 (s0, s1, s2, …)",
  ],
  [
    "last_reported a word",
    first(1, { last_reported: "soon" }),
    "reported-unreadable",
    false,
    "that is not a time",
  ],
  [
    "last_reported to come",
    first(1, { last_reported: SECONDS + 300 }),
    "reported-in-future",
    false,
    "in the future",
  ],
  [
    "last_reported old",
    first(1, { last_reported: SECONDS - 2 * DAY_SECONDS }),
    "reported-old",
    false,
    "of more than a day ago",
  ],
  [
    "no docks nearly anywhere",
    first(11, { num_docks_available: 0 }),
    "docks-unreported",
    true,
    "11 of 12 stations have no free dock (s0, s1, s2, …): the feed seems not to count docks",
  ],
  [
    "docks nowhere",
    first(12, { num_docks_available: undefined }),
    "docks-unknown",
    true,
    "all 12 stations do not give the number of free docks",
  ],
  [
    "docks not everywhere",
    first(2, { num_docks_available: undefined }),
    "docks-unknown",
    false,
    "2 of 12 stations do not give the number of free docks",
  ],
  [
    "999,999 docks",
    first(1, { num_docks_available: 999_999 }),
    "implausible-count",
    true,
    "up to 999999 (s0)",
  ],
  [
    "a count in quotes",
    first(1, { num_bikes_available: "3" }),
    "vehicles-unknown",
    true,
    "1 of 12 stations does not give the number of vehicles",
  ],
  [
    "no bike while types say otherwise",
    first(1, { num_bikes_available: 0, vehicle_types_available: [{ vehicle_type_id: "a", count: 2 }] }),
    "types-disagree",
    true,
    "1 of 12 stations has no vehicle in all, and some by type (s0)",
  ],
  [
    "no vehicle nearly anywhere",
    first(11, { num_bikes_available: 0 }),
    "all-empty",
    true,
    "no vehicle while in service",
  ],
  [
    "flags that say nothing",
    first(3, { is_installed: "yes", is_renting: undefined, is_returning: null }),
    "no-flags",
    true,
    "3 of 12 stations do not say whether they rent and take back",
  ],
  [
    "a station without anything",
    first(1, { num_bikes_available: 0, num_docks_available: 0 }),
    "neither",
    false,
    "reported as closed",
  ],
  [
    "an over-full station",
    first(1, { num_docks_available: -2 }),
    "over-full",
    false,
    "1 of 12 stations has fewer than no docks (s0): they are taken as full",
  ],
  [
    "docks by type that contradict",
    first(2, { num_docks_available: 0, vehicle_docks_available: [{ vehicle_type_ids: ["a"], count: 2 }] }),
    "docks-disagree",
    false,
    "2 of 12 stations have no dock in all, and some by type (s0, s1)",
  ],
  [
    "a city at night",
    first(12, { is_renting: false, is_returning: false }),
    "all-closed",
    false,
    "all 12 stations are out of service now: it may be night there, or the end of the season",
  ],
];

test.each(STATION_ODDITIES)("stations: %s", async (_, change, name, isLoss, says) => {
  const report = await withStations(change);
  const oddity = named(report, name);
  expect(oddity?.says).toContain(says);
  expect(oddity?.costs !== null).toBe(isLoss);
  expect(report.verdict).toBe(isLoss ? "usable" : "good");
  if (isLoss) expect(report.sentence).toContain(oddity?.costs);
});

test("nothing that a feed may say makes the inspection fail", async () => {
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom(-1, 0, 1e300, "", null, [], {}, "__proto__"));
  const odd = fc.record(
    {
      station_id: value,
      num_bikes_available: value,
      vehicle_types_available: value,
      is_renting: value,
      last_reported: value,
    },
    { requiredKeys: [] },
  );
  const body = fc.record({
    last_updated: value,
    ttl: value,
    version: value,
    data: fc.oneof(value, fc.record({ stations: fc.array(odd) })),
  });
  const property = fc.asyncProperty(body, body, body, async (status, information, system) => {
    const report: Report = await inspected({
      ...files(),
      station_status: status,
      station_information: information,
      system_information: system,
    });
    expect(["good", "usable", "unusable"]).toContain(report.verdict);
    expect(report.sentence).not.toBe("");
  });
  await fc.assert(property, { numRuns: 300 });
});

test("ids of areas that no station has are a loss", async () => {
  const areas = { centre: ["s0", "s1"], far: ["s2", "x1", "x2"] };
  const report = await inspected(files(), { ...CITY, areas });
  expect(named(report, "unknown-in-areas")).toMatchObject({
    says: 'no station has 2 ids in the area "far" (x1, x2)',
    costs: expect.any(String),
  });
  expect(named(await inspected(files(), { ...CITY, areas: { centre: ["s0"] } }), "unknown-in-areas")).toBe(
    undefined,
  );
});
