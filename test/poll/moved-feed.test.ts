import { describe, expect, onTestFinished, test } from "vitest";
import type { PollOutcome } from "../../functions/core/observation.ts";
import { createFeeds } from "../../functions/feeds/feeds.ts";
import { memoryOfFeed, sourceOf } from "../../functions/poll/feed-source.ts";
import { NO_MEMORY } from "../../functions/poll/no-memory.ts";
import { decodeRecord, encodeRecord } from "../../functions/stream/records.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { at, run } from "../core/builders.ts";
import { type FeedServer, serve } from "../feeds/feed-server.ts";
import { fullMemory } from "./full-memory.ts";
import { HILL, MemoryPollWorld, rosterOf } from "./memory-world.ts";

/** Lyon in both of its APIs: `number` in one is `station_id` in the other. */
class Lyon {
  bikes = 3;
  readonly requests: string[] = [];

  page(pathname: string): unknown {
    const { bikes } = this;
    const stands = 20 - bikes;
    const name = "2010 - CONFLUENCE";
    if (pathname === "/vls/v1/stations") {
      return [{ number: 2010, name, status: "OPEN", available_bikes: bikes, available_bike_stands: stands }];
    }
    if (pathname === "/vls/v3/stations") {
      const totalStands = { availabilities: { bikes, stands }, capacity: 20 };
      return [{ number: 2010, name, status: "OPEN", connected: true, totalStands }];
    }
    if (pathname.endsWith("/gbfs.json")) {
      const names = ["station_status", "station_information"];
      return { data: { feeds: names.map((feed) => ({ name: feed, url: feed })) } };
    }
    if (pathname.endsWith("/station_information")) {
      return { data: { stations: [{ station_id: "2010", name: [{ text: name, language: "fr" }] }] } };
    }
    const station = { station_id: "2010", num_vehicles_available: bikes, num_docks_available: stands };
    const flags = { is_installed: true, is_renting: true, is_returning: true };
    return { last_updated: "2026-05-04T08:00:00Z", ttl: 60, data: { stations: [{ ...station, ...flags }] } };
  }
}

const jcdecaux = ({ url }: FeedServer, apiVersion: 1 | 3): SystemEntry => ({
  systemId: "lyon",
  kind: "jcdecaux",
  contract: "lyon",
  apiVersion,
  url,
});
const gbfs = ({ url }: FeedServer, path = "v3"): SystemEntry => ({
  systemId: "lyon",
  kind: "gbfs",
  url: `${url}/${path}/gbfs.json`,
});

/** All feeds of Lyon have the same ETag, and answer it with 304. */
async function watchedLyon() {
  const lyon = new Lyon();
  const server = await serve((request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://lyon.example");
    const etag = `"${lyon.bikes}"`;
    const isKnown = request.headers["if-none-match"] === etag;
    lyon.requests.push(isKnown ? `${pathname} known` : pathname);
    if (isKnown) response.writeHead(304).end();
    else response.setHeader("etag", etag).end(JSON.stringify(lyon.page(pathname)));
  });
  const feeds = createFeeds({ contact: null, loopbackHttp: true, keyOf: async () => "a secret key" });
  onTestFinished(feeds.close);
  const world = new MemoryPollWorld();
  Object.assign(world.feeds, feeds);
  return { lyon, server, world };
}

async function outcomeAt(world: MemoryPollWorld, minute: number, entry: SystemEntry): Promise<PollOutcome> {
  const { sent } = await world.pollAt(minute, entry);
  const outcome = sent.find(({ type }) => type !== "roster");
  if (outcome === undefined) throw new Error(`nothing was sent in minute ${minute}`);
  const record = decodeRecord(encodeRecord(outcome), at(minute));
  if (record.type === "unreadable" || record.type === "roster") throw new Error(record.type);
  return record;
}

describe.each([1, 3] as const)("a system that moves from JCDecaux's API v%i to GBFS", (apiVersion) => {
  test("keeps its stations' ids and names", async () => {
    const { server, world } = await watchedLyon();
    const { sent: before } = await world.pollAt(0, jcdecaux(server, apiVersion));
    const { sent: after } = await world.pollAt(1, gbfs(server));
    const named = { type: "roster", stations: [{ stationId: "2010", name: "2010 - CONFLUENCE" }] };
    const counted = {
      type: "snapshot",
      systemId: "lyon",
      stations: { stationIds: ["2010"], vehicles: [3], docks: [17] },
    };
    for (const sent of [before, after]) expect(sent).toMatchObject([named, counted]);
  });

  test("keeps its state, and an alert that is open carries on", async () => {
    const { lyon, server, world } = await watchedLyon();
    const outcomes: PollOutcome[] = [];
    for (const [minute, bikes, entry] of [
      [0, 3, jcdecaux(server, apiVersion)],
      [1, 0, jcdecaux(server, apiVersion)],
      [2, 0, gbfs(server)],
      [3, 0, gbfs(server)],
      [4, 2, gbfs(server)],
    ] as const) {
      lyon.bikes = bikes;
      outcomes.push(await outcomeAt(world, minute, entry));
    }
    expect(outcomes.map(({ type }) => type)).toEqual([
      "snapshot",
      "snapshot",
      "snapshot",
      "unchanged",
      "snapshot",
    ]);
    const { effects, verdicts, state } = run(outcomes);
    expect(verdicts).toEqual(new Array(5).fill("observed"));
    expect(state.stationIds).toEqual(["2010"]);
    expect(effects.filter(({ type }) => type === "open" || type === "resolve")).toMatchObject([
      { type: "open", rule: "empty", stationId: "2010", startedAt: at(1), baseline: false },
      { type: "resolve", rule: "empty", stationId: "2010", startedAt: at(1), resolution: { endedAt: at(4) } },
    ]);
  });

  test("is looked up and asked whole, although both feeds give the same ETag", async () => {
    const { lyon, server, world } = await watchedLyon();
    await world.pollAt(0, jcdecaux(server, apiVersion));
    await world.pollAt(1, gbfs(server));
    await world.pollAt(2, gbfs(server));
    await world.pollAt(3, jcdecaux(server, apiVersion));
    expect(lyon.requests).toEqual([
      `/vls/v${apiVersion}/stations`,
      "/v3/gbfs.json",
      "/v3/station_status",
      "/v3/station_information",
      "/v3/station_status known",
      `/vls/v${apiVersion}/stations`,
    ]);
  });
});

test("a GBFS system that moves to another address is asked there at once, without the ETag of the old one", async () => {
  const { lyon, server, world } = await watchedLyon();
  await world.pollAt(0, gbfs(server, "v2"));
  await world.pollAt(1, gbfs(server, "v3"));
  expect(lyon.requests.slice(3)).toEqual(["/v3/gbfs.json", "/v3/station_status", "/v3/station_information"]);
});

test("a feed is told from another by where it is, and by nothing else of its entry", () => {
  const entry: SystemEntry = { systemId: "lyon", kind: "jcdecaux", contract: "lyon", apiVersion: 3 };
  const same: SystemEntry[] = [
    { ...entry, name: "Vélo'v", pollSeconds: 30, timeZone: "Europe/Paris", openingHours: "24/7" },
    { ...entry, apiKey: { environment: "KEY" }, rules: { empty: false }, headers: { "X-Client": "a" } },
  ];
  const others: SystemEntry[] = [
    { ...entry, apiVersion: 1 },
    { ...entry, contract: "nantes" },
    { ...entry, url: "https://api.example" },
    { systemId: "lyon", kind: "gbfs", url: "https://api.example" },
    { systemId: "lyon", kind: "gbfs", url: "https://api.example/?key=secret" },
  ];
  expect(new Set(same.map(sourceOf))).toEqual(new Set([sourceOf(entry)]));
  expect(new Set([entry, ...others].map(sourceOf)).size).toBe(others.length + 1);
  expect(others.map(sourceOf).join()).not.toContain("secret");
});

test("what tells feeds apart is stored, so it stays the same from version to version", () => {
  expect(sourceOf(HILL)).toBe("8IGmP_a7LeS2fFKiGlSwLy");
});

test("a feed that is no longer the entry's is forgotten, but for when to poll and what people may look up", () => {
  const memory = fullMemory("hill");
  const { systemId, nextDueAt, rosterStationsHash, retiredAt, lastPolledAt, lastOutcome, lastReason } =
    memory;
  const kept = { systemId, nextDueAt, rosterStationsHash, retiredAt, lastPolledAt, lastOutcome, lastReason };
  const forgotten = memoryOfFeed(memory, HILL);
  expect(forgotten).toEqual({ ...NO_MEMORY, ...kept, source: sourceOf(HILL) });
  expect(memoryOfFeed(forgotten, HILL)).toBe(forgotten);
});

test("the types of vehicle of another feed read nothing", async () => {
  const world = new MemoryPollWorld();
  const readBy: unknown[] = [];
  const { fetchStatus } = world.feeds;
  world.feeds.fetchStatus = (system, urls, known, types) => {
    readBy.push(types);
    return fetchStatus(system, urls, known, types);
  };
  const vehicleTypes = { ebikes: ["e"], others: [] };
  world.answers.roster = () => ({ ...rosterOf("Upper Gate"), vehicleTypes });
  for (const minute of [0, 1]) await world.pollAt(minute, HILL);
  await world.pollAt(2, { ...HILL, url: "https://moved.example/gbfs.json" });
  expect(readBy).toEqual([null, vehicleTypes, null]);
});
