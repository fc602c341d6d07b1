import { expect, onTestFinished, test } from "vitest";
import { createFeeds } from "../../../functions/feeds/feeds.ts";
import { vehiclesAt } from "../../../local/city/docks.ts";
import { type CityFeed, serveCity } from "../../../local/city/serve.ts";
import { observationsOf } from "../../core/builders.ts";
import { MONDAY, smallCity } from "./cities.ts";

const WALL = Date.UTC(2031, 0, 1);
const FEEDS: CityFeed[] = ["gbfs-2.3", "gbfs-3.0", "jcdecaux-v1", "jcdecaux-v3"];

test.each(FEEDS)("the project's own poller reads the city as %s, and nothing is unknown", async (feed) => {
  const city = smallCity();
  const clock = { cityClock: () => MONDAY, now: () => WALL };
  const server = await serveCity({ city, feed, apiKey: "s3cret", ...clock });
  onTestFinished(() => server.close());
  const feeds = createFeeds({ contact: null, loopbackHttp: true, keyOf: async () => "s3cret" });
  onTestFinished(() => feeds.close());

  const urls = await feeds.discover(server.entry);
  if (urls.type === "failed") throw new Error(urls.reason);
  const status = await feeds.fetchStatus(server.entry, urls, null, null);
  if (status.type !== "status") throw new Error(JSON.stringify(status));
  const seen = city.stations.filter(({ outage }) => outage === null);
  const told = new Map(observationsOf(status.stations).map((station) => [station.stationId, station]));
  for (const station of seen) {
    const observation = told.get(station.plan.stationId);
    expect(observation?.vehicles).toBe(vehiclesAt(station));
    expect(observation?.docks).not.toBeNull();
  }
  expect(status.leftOut).toBe(0);

  const answer = await feeds.fetchRoster(server.entry, urls);
  const roster = answer.type === "roster" ? answer.stations : status.roster;
  expect(roster).toEqual(
    city.stations.map(({ plan }) => ({
      stationId: plan.stationId,
      name: plan.name,
      address: plan.address,
      latitude: plan.latitude,
      longitude: plan.longitude,
      capacity: plan.capacity,
    })),
  );
  const types = answer.type === "roster" ? (answer.vehicleTypes ?? null) : null;
  const typed = await feeds.fetchStatus(server.entry, urls, null, types);
  if (typed.type !== "status") throw new Error(typed.type);
  const ebikes = new Map(
    observationsOf(typed.stations).map((station) => [station.stationId, station.ebikes]),
  );
  for (const { plan, electric } of seen) {
    // JCDecaux's v1 does not tell e-bikes from other bikes.
    expect(ebikes.get(plan.stationId)).toBe(feed === "jcdecaux-v1" ? undefined : electric);
  }
  const openingHours = answer.type === "roster" ? (answer.openingHours ?? null) : null;
  expect(openingHours).toBe(feed === "gbfs-3.0" ? "24/7" : null);
  expect((await feeds.fetchStatus(server.entry, urls, status.body, null)).type).toBe("unchanged");
});
