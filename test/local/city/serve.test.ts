import { describe, expect, onTestFinished, test } from "vitest";
import { type City, createCity } from "../../../local/city/city.ts";
import { vehiclesAt } from "../../../local/city/docks.ts";
import { API_KEY_VARIABLE, type CityServerOptions, serveCity } from "../../../local/city/serve.ts";
import { HOUR_MS, MINUTE_MS, MONDAY, smallCity } from "./cities.ts";
import { type Trouble, troubled } from "./troubles.ts";

/** Wall time, far from the city's Monday, since the two are different clocks. */
const WALL = Date.UTC(2031, 0, 1);

interface Clocks {
  city: number;
  wall: number;
}

async function serve(options: Partial<CityServerOptions> = {}) {
  const clocks: Clocks = { city: MONDAY, wall: WALL };
  const city = options.city ?? smallCity();
  const server = await serveCity({ city, cityClock: () => clocks.city, now: () => clocks.wall, ...options });
  onTestFinished(() => server.close());
  return { city, clocks, server };
}

async function ask(url: string, headers: Record<string, string> = {}) {
  const answer = await fetch(url, { headers });
  const body = await answer.text();
  const parsed = body.startsWith("{") || body.startsWith("[") ? JSON.parse(body) : body;
  return { status: answer.status, etag: answer.headers.get("etag"), body: parsed };
}

async function feedsOf(url: string, list: (data: never) => unknown) {
  const { body } = await ask(url);
  const feeds = list(body.data as never) as { name: string; url: string }[];
  return new Map(feeds.map((feed) => [feed.name, feed.url]));
}

const inEnglish = (data: { en: { feeds: unknown } }) => data.en.feeds;
const withoutLanguage = (data: { feeds: unknown }) => data.feeds;

/** Runs the city until one of its stations is in this state; returns the station's index. */
function liveUntil(
  city: City,
  clocks: Clocks,
  found: (station: City["stations"][number]) => boolean,
): number {
  for (let minute = 0; minute < 14 * 24 * 60; minute++) {
    clocks.city += MINUTE_MS;
    city.advanceTo(clocks.city);
    const index = city.stations.findIndex(found);
    if (index !== -1) return index;
  }
  throw new Error("that never happened in two weeks");
}

describe("GBFS 2.3", () => {
  test("lists its feeds, and each says what the city is", async () => {
    const { city, server } = await serve();
    expect(server.entry).toEqual({ systemId: "riverton", name: "Riverton", kind: "gbfs", url: server.url });
    const feeds = await feedsOf(server.url, inEnglish);
    const bodies = new Map<string, Awaited<ReturnType<typeof ask>>>();
    for (const [name, url] of feeds) bodies.set(name, await ask(url));
    for (const { status, etag, body } of bodies.values()) {
      expect(status).toBe(200);
      expect(etag).toMatch(/^"[\w-]+"$/);
      expect(body).toMatchObject({ version: "2.3", ttl: 1, last_updated: WALL / 1000 });
    }
    const system = bodies.get("system_information")?.body.data;
    expect(system).toEqual({ system_id: "riverton", name: "Riverton", timezone: "Etc/UTC", language: "en" });
    const types = bodies.get("vehicle_types")?.body.data.vehicle_types;
    expect(types.map((type: { vehicle_type_id: string }) => type.vehicle_type_id)).toEqual([
      "classic",
      "electric",
    ]);
    const stations = bodies.get("station_information")?.body.data.stations;
    expect(stations.map((station: { name: string }) => station.name)).toEqual(
      city.stations.map(({ plan }) => plan.name),
    );
  });

  test("status counts are the city's at its clock, and the feed's times are wall time", async () => {
    const { city, clocks, server } = await serve();
    const url = (await feedsOf(server.url, inEnglish)).get("station_status") ?? "";
    for (let round = 0; round < 5; round++) {
      clocks.city += 10 * MINUTE_MS;
      clocks.wall += 10_000;
      const { body } = await ask(url);
      expect(body.last_updated).toBe(clocks.wall / 1000);
      expect(clocks.city - city.cityTimeMs).toBeLessThan(MINUTE_MS);
      const present = city.stations.filter(({ outage }) => outage?.kind !== "missing");
      expect(body.data.stations).toHaveLength(present.length);
      for (const [index, station] of present.entries()) {
        const told = body.data.stations[index];
        expect(told.station_id).toBe(station.plan.stationId);
        expect(told.last_reported).toBeLessThanOrEqual(clocks.wall / 1000);
        expect(told.last_reported).toBeGreaterThan(clocks.wall / 1000 - 600);
        if (station.outage === null) expect(told.num_bikes_available).toBe(vehiclesAt(station));
        const types = told.vehicle_types_available.map((type: { count: number }) => type.count);
        expect(types[0] + types[1]).toBe(told.num_bikes_available);
        const docks = told.num_bikes_available + told.num_docks_available + told.num_docks_disabled;
        expect(docks).toBe(station.plan.capacity);
      }
    }
  });

  test("what has not changed is 304 to its ETag, what has is told whole", async () => {
    const { clocks, server } = await serve();
    const url = (await feedsOf(server.url, inEnglish)).get("station_status") ?? "";
    const first = await ask(url);
    clocks.wall += 5_000;
    expect(await ask(url, { "if-none-match": first.etag ?? "" })).toEqual({
      status: 304,
      etag: first.etag,
      body: "",
    });
    expect((await ask(url)).body).toEqual(first.body);
    clocks.city += HOUR_MS;
    const later = await ask(url, { "if-none-match": `"other", W/${first.etag}` });
    expect(later.status).toBe(200);
    expect(later.body.last_updated).toBe(clocks.wall / 1000);
  });

  test("a closed station keeps its counts, one without connection repeats its last, a missing one is absent", async () => {
    const { city, clocks, server } = await serve({ city: createCity({ seed: 3, startAt: MONDAY }) });
    const url = (await feedsOf(server.url, inEnglish)).get("station_status") ?? "";
    const told = async (index: number) => {
      const id = city.stations[index]?.plan.stationId;
      return (await ask(url)).body.data.stations.find(
        (each: { station_id: string }) => each.station_id === id,
      );
    };
    await ask(url);
    const closed = liveUntil(city, clocks, ({ outage, classic }) => outage?.kind === "closed" && classic > 0);
    expect(await told(closed)).toMatchObject({ is_installed: true, is_renting: false, is_returning: false });
    expect((await told(closed)).num_bikes_available).toBeGreaterThan(0);
    const silent = liveUntil(
      city,
      clocks,
      ({ outage, classic, electric }) =>
        outage?.kind === "disconnected" &&
        outage.frozen?.classic !== classic &&
        outage.frozen?.electric === electric,
    );
    clocks.wall += HOUR_MS;
    const frozen = city.stations[silent]?.outage?.frozen;
    expect((await told(silent)).num_bikes_available).toBe((frozen?.classic ?? 0) + (frozen?.electric ?? 0));
    expect((await told(silent)).last_reported).toBeLessThan(clocks.wall / 1000 - 600);
    const missing = liveUntil(city, clocks, ({ outage }) => outage?.kind === "missing");
    expect(await told(missing)).toBeUndefined();
    const until = city.stations[missing]?.outage?.untilMs ?? 0;
    clocks.city = until + MINUTE_MS;
    expect(await told(missing)).toBeDefined();
  });

  test("other paths and methods are refused", async () => {
    const { server } = await serve();
    const origin = new URL(server.url).origin;
    for (const path of ["/", "/gbfs.json", "/riverton/toString.json", "/riverton/free_bike_status.json"]) {
      expect((await ask(origin + path)).status).toBe(404);
    }
    expect((await fetch(server.url, { method: "PUT" })).status).toBe(405);
  });
});

test("GBFS 3.0 has texts with languages, times as texts, and vehicles", async () => {
  const { city, server } = await serve({ feed: "gbfs-3.0", ttlSeconds: 7 });
  const feeds = await feedsOf(server.url, withoutLanguage);
  const system = (await ask(feeds.get("system_information") ?? "")).body;
  expect(system).toMatchObject({ version: "3.0", ttl: 7, last_updated: "2031-01-01T00:00:00Z" });
  expect(system.data).toMatchObject({ languages: ["en"], name: [{ text: "Riverton", language: "en" }] });
  const [named] = (await ask(feeds.get("station_information") ?? "")).body.data.stations;
  expect(named.name).toEqual([{ text: city.stations[0]?.plan.name, language: "en" }]);
  const [told] = (await ask(feeds.get("station_status") ?? "")).body.data.stations;
  expect(told.last_reported).toMatch(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(Object.keys(told)).toContain("num_vehicles_available");
  expect(Object.keys(told)).not.toContain("num_bikes_available");
});

describe("JCDecaux", () => {
  test("version 3 is an array of stations, found by contract", async () => {
    const { city, server } = await serve({ feed: "jcdecaux-v3" });
    const { entry } = server;
    expect(entry).toMatchObject({
      kind: "jcdecaux",
      contract: "riverton",
      apiVersion: 3,
      timeZone: "Etc/UTC",
    });
    expect(server.url).toBe(`${entry.url}/vls/v3/stations?contract=riverton`);
    const [told] = (await ask(server.url)).body;
    const first = city.stations[0];
    expect(told).toMatchObject({
      number: Number(first?.plan.stationId),
      contractName: "riverton",
      overflowStands: null,
    });
    expect(told.totalStands.availabilities.mechanicalBikes).toBe(first?.classic);
    expect(told.lastUpdate).toMatch(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const other = await ask(server.url.replace("riverton", "lakewood"));
    expect(other).toMatchObject({ status: 400, body: { error: "Specified contract does not exist" } });
  });

  test("version 1 has its own words", async () => {
    const { city, server } = await serve({ feed: "jcdecaux-v1" });
    const [told] = (await ask(server.url)).body;
    const first = city.stations[0];
    expect(told).toMatchObject({
      contract_name: "riverton",
      status: "OPEN",
      bike_stands: first?.plan.capacity,
    });
    expect(told.available_bikes).toBe((first?.classic ?? 0) + (first?.electric ?? 0));
    expect(told.last_update).toBeLessThanOrEqual(WALL);
  });

  test("a required key is enforced, and appears in nothing that the server sends", async () => {
    const { server } = await serve({ feed: "jcdecaux-v3", apiKey: "s3cret" });
    expect(await ask(server.url)).toMatchObject({ status: 403, body: { error: "Unauthorized" } });
    expect((await ask(`${server.url}&apiKey=wrong`)).status).toBe(403);
    expect((await ask(`${server.url}&apiKey=s3cret`)).status).toBe(200);
    expect((await ask(`${new URL(server.url).origin}/vls/v3/contracts?apiKey=s3cret`)).body).toHaveLength(1);
    expect(server.entry).toMatchObject({ apiKey: { environment: API_KEY_VARIABLE } });
    expect(JSON.stringify([server.entry, server.url])).not.toContain("s3cret");
  });

  test("a closed station says CLOSED, one without connection says so and stays OPEN", async () => {
    const { city, clocks, server } = await serve({
      feed: "jcdecaux-v3",
      city: createCity({ seed: 3, startAt: MONDAY }),
    });
    const told = async (index: number) => {
      const number = Number(city.stations[index]?.plan.stationId);
      return (await ask(server.url)).body.find((each: { number: number }) => each.number === number);
    };
    const closed = liveUntil(city, clocks, ({ outage }) => outage?.kind === "closed");
    expect(await told(closed)).toMatchObject({ status: "CLOSED", connected: true });
    const silent = liveUntil(city, clocks, ({ outage }) => outage?.kind === "disconnected");
    expect(await told(silent)).toMatchObject({ status: "OPEN", connected: false });
  });
});

describe("troubles", () => {
  test("come to the requests they were made for, and then the city answers again", async () => {
    const troubles: (Trouble | null)[] = [
      null,
      { status: 500, body: "oops" },
      { status: 429, body: "", headers: { "retry-after": "3" } },
      { body: "404 Not Found" },
      { hangUp: true },
    ];
    const paths: string[] = [];
    const { server } = await serve({
      intercept: troubled((path) => {
        paths.push(path);
        return troubles.shift() ?? null;
      }),
    });
    expect((await ask(server.url)).status).toBe(200);
    expect(await ask(server.url)).toEqual({ status: 500, etag: null, body: "oops" });
    const limited = await fetch(server.url);
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "3"]);
    expect(await ask(server.url)).toEqual({ status: 200, etag: null, body: "404 Not Found" });
    await expect(fetch(server.url)).rejects.toThrow();
    expect((await ask(server.url)).status).toBe(200);
    expect(new Set(paths)).toEqual(new Set(["/riverton/gbfs.json"]));
  });

  test("a server that is slow to answer still closes at once", async () => {
    const { server } = await serve({ intercept: () => true });
    const waiting = fetch(server.url).catch(() => "cut");
    await new Promise((resolve) => setTimeout(resolve, 20));
    await server.close();
    expect(await waiting).toBe("cut");
  });
});
