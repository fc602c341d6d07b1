import { expect, test } from "vitest";
import { inspect } from "../../cli/inspection/inspect.ts";
import { failure } from "../../functions/feeds/failure.ts";
import {
  CITY,
  envelope,
  type Files,
  files,
  first,
  informationStations,
  inspected,
  NOW,
  named,
  SECONDS,
  statusStations,
} from "./feed-bodies.ts";

const version3 = () => ({
  ...files(),
  station_status: envelope(
    {
      stations: statusStations().map(({ num_bikes_available, ...station }) => ({
        ...station,
        num_vehicles_available: num_bikes_available,
        last_reported: new Date(NOW - 90_000).toISOString(),
      })),
    },
    { last_updated: new Date(NOW - 30_000).toISOString(), version: "3.0" },
  ),
});

const FILE_ODDITIES: [string, Files, string, boolean, string][] = [
  [
    "a label of another version",
    { station_status: { ...version3().station_status, version: "1.0" } },
    "version-label",
    false,
    "station_status says version 1.0, and its fields are those of 3.x",
  ],
  [
    "flags of another version",
    { station_status: envelope({ stations: first(12, { is_renting: 1 })(statusStations()) }) },
    "version-label",
    false,
    "station_status says version 2.3, and its fields are those of 1.x",
  ],
  [
    "fields of several versions",
    { station_status: envelope({ stations: first(12, { num_vehicles_available: 3 })(statusStations()) }) },
    "version-label",
    false,
    "its fields mix versions",
  ],
  [
    "files of different versions",
    { station_information: envelope({ stations: informationStations() }, { version: "2.1" }) },
    "versions-differ",
    false,
    "its files say different versions: 2.1 and 2.3",
  ],
  [
    "no station_information",
    { station_information: 404 },
    "no-information",
    true,
    "station_information is of no use: https://feeds.example/station_information.json: answered with status 404",
  ],
  [
    "a station_information of words",
    { station_information: "404 Not Found" },
    "no-information",
    true,
    "is of no use",
  ],
  [
    "no system_information",
    { system_information: 404 },
    "no-time-zone",
    false,
    "times are in UTC unless systems.json says",
  ],
  [
    "no time zone",
    { system_information: envelope({ name: "City", timezone: "Mars/Base" }) },
    "no-time-zone",
    false,
    "system_information names no time zone that is known",
  ],
  [
    "no last_updated",
    { station_status: envelope({ stations: statusStations() }, { last_updated: 0 }) },
    "published-missing",
    false,
    "is not a time",
  ],
  [
    "last_updated to come",
    { station_status: envelope({ stations: statusStations() }, { last_updated: SECONDS + 600 }) },
    "published-in-future",
    false,
    "last_updated is 10 min in the future",
  ],
  [
    "an old status",
    { station_status: envelope({ stations: statusStations() }, { last_updated: SECONDS - 7_200 }) },
    "published-stale",
    true,
    "it was published 2 h ago",
  ],
  [
    "a slow ttl",
    { station_status: envelope({ stations: statusStations() }, { ttl: 3_600 }) },
    "ttl-high",
    true,
    "it changes every 1 h",
  ],
  [
    "a ttl of a second for names",
    { station_information: envelope({ stations: informationStations() }, { ttl: 1 }) },
    "ttl-low",
    false,
    "a ttl of less than a minute in station_information",
  ],
  [
    "no position, and 0,0",
    {
      station_information: envelope({
        stations: informationStations().map((one, index) => {
          if (index > 1) return one;
          return index === 0 ? { ...one, lat: null, lon: null } : { ...one, lat: 0, lon: 0 };
        }),
      }),
    },
    "no-position",
    true,
    "2 of 12 stations have no position, or 0,0 (s0, s1)",
  ],
];

test.each(FILE_ODDITIES)("files: %s", async (_, change, name, isLoss, says) => {
  const report = await inspected({ ...files(), ...change });
  const oddity = named(report, name);
  expect(oddity?.says).toContain(says);
  expect(oddity?.costs !== null).toBe(isLoss);
  expect(report.verdict).toBe(isLoss ? "usable" : "good");
});

test("gbfs.json that lists http: addresses, or no station_information, is told", async () => {
  const feeds = [{ name: "station_status", url: "http://feeds.example/station_status.json" }];
  const report = await inspected({ ...files(), gbfs: envelope({ en: { feeds } }) });
  expect(named(report, "http-addresses")?.says).toContain("lists 1 of its files by http:");
  expect(named(report, "no-information")?.says).toBe("gbfs.json lists no station_information");
  expect(report).toMatchObject({ verdict: "usable", stationsInInformation: null });
});

const HOPELESS: [string, Files, RegExp][] = [
  ["gbfs.json cannot be had", { gbfs: 503 }, /answered with status 503/],
  [
    "gbfs.json is a page",
    { gbfs: "<html>" },
    /gbfs\.json: the body is no JSON, but a page of HTML for browsers/,
  ],
  ["gbfs.json lacks the status", { gbfs: envelope({ en: { feeds: [] } }) }, /lists no station_status/],
  ["the status is not there", { station_status: 404 }, /answered with status 404/],
  ["the status is empty", { station_status: "" }, /station_status\.json: the body is empty/],
  ["the status is words", { station_status: "404 Not Found" }, /the body is no JSON/],
  ["there is no station", { station_status: envelope({ stations: [] }) }, /the list of stations is empty/],
];

test.each(HOPELESS)("a feed is unusable where %s", async (_, change, sentence) => {
  const report = await inspected({ ...files(), ...change });
  expect(report).toMatchObject({ verdict: "unusable", stationsInStatus: null, oddities: [] });
  expect(report.sentence).toMatch(sentence);
});

test("where a key is wanted, that is said", async () => {
  for (const status of [401, 403]) {
    const report = await inspected({ ...files(), gbfs: status });
    expect(report.sentence).toMatch(/it may need a key, which systems\.json names with apiKey$/);
    expect(named(report, "needs-key")).toBeDefined();
  }
});

test("how long a server asks to be left alone is told", () => {
  const asked = failure("answered with status 429, expected 200", 429, 90_000);
  const report = inspect(CITY, { fetchedAt: NOW, files: new Map([["gbfs.json", asked]]) });
  expect(report.sentence).toBe("answered with status 429, expected 200, and asks for a pause of 2 min");
});

test("version 3 is known by its fields", async () => {
  expect(await inspected(version3())).toMatchObject({ versionLabel: "3.0", versionShape: "3.x" });
});

test("a feed that answers slowly is told as slow", async () => {
  let now = NOW;
  // The clock moves six seconds each time it is read.
  const report = await inspected(files(), undefined, () => (now += 6_000));
  expect(named(report, "slow")?.says).toMatch(
    /^it answers slowly: gbfs\.json 6 s, .* and system_information 6 s$/,
  );
  expect(named(await inspected(files()), "slow")).toBeUndefined();
});
