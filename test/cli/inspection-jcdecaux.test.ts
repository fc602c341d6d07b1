import { describe, expect, test } from "vitest";
import type { JcdecauxEntry } from "../../functions/systems/configuration.ts";
import { inspected, NOW, named, type Station } from "./feed-bodies.ts";

describe("JCDecaux", () => {
  const LYON: JcdecauxEntry = { systemId: "lyon", kind: "jcdecaux", contract: "lyon", apiVersion: 3 };
  const station = (number: number, more: Station = {}) => ({
    number,
    name: `Station ${number}`,
    position: { latitude: 45.7, longitude: 4.8 },
    status: "OPEN",
    connected: true,
    lastUpdate: new Date(NOW - 240_000).toISOString(),
    totalStands: { availabilities: { bikes: 4, stands: 6 }, capacity: 10 },
    ...more,
  });
  const stations = (more: Station = {}) => Array.from({ length: 12 }, (_, index) => station(index + 1, more));

  test("is good, and its API ends", async () => {
    const report = await inspected({ stations: stations() }, LYON);
    expect(report).toMatchObject({
      verdict: "good",
      versionLabel: null,
      versionShape: "v3",
      stationsInStatus: 12,
      publishedAgeSeconds: null,
      reportedAgeSecondsMedian: 240,
      ttlSeconds: null,
    });
    expect(report.oddities.map(({ name }) => name)).toEqual(["ending-api"]);
    expect(named(report, "ending-api")?.says).toContain(
      "https://api.cyclocity.fr/contracts/lyon/gbfs/v3/gbfs.json",
    );
  });

  test("of v1 has milliseconds, as it should", async () => {
    const old = stations().map(({ number, position, name }) => ({
      number,
      name,
      position: { lat: position.latitude, lng: position.longitude },
      status: "OPEN",
      bike_stands: 10,
      available_bikes: 4,
      available_bike_stands: 6,
      last_update: NOW - 60_000,
    }));
    const report = await inspected(
      { stations: old },
      { ...LYON, apiVersion: 1, url: "https://mirror.example" },
    );
    expect(report).toMatchObject({
      verdict: "good",
      versionShape: "v1",
      reportedAgeSecondsMedian: 60,
      oddities: [],
    });
  });

  test("tells what its stations lack by its own words", async () => {
    const report = await inspected(
      { stations: [...stations(), station(99, { lastUpdate: null, position: null })] },
      LYON,
    );
    expect(named(report, "reported-missing")?.says).toBe(
      "1 of 13 stations has a lastUpdate that is missing or null (99)",
    );
    expect(named(report, "no-position")?.says).toContain("(99)");
  });

  test("without a valid key is unusable", async () => {
    const keyed = { ...LYON, apiKey: { environment: "KEY" } };
    expect((await inspected({ stations: 403 }, keyed)).sentence).toMatch(
      /expected 200: the key may be wrong$/,
    );
  });
});
