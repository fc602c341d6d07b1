import { describe, expect, it, onTestFinished } from "vitest";
import type { FeedUrls } from "../../functions/core/feed.ts";
import { bodyHashOf, createFeeds, type Feeds, type FeedsOptions } from "../../functions/feeds/feeds.ts";
import type { GbfsEntry, JcdecauxEntry } from "../../functions/systems/configuration.ts";
import { gbfsBody, JCDECAUX, reasonOf } from "./bodies.ts";
import { type FeedServer, serve, servePages } from "./feed-server.ts";

function feedsWith(options: Partial<FeedsOptions> = {}): Feeds {
  const feeds = createFeeds({ contact: null, loopbackHttp: true, keyOf: async () => null, ...options });
  onTestFinished(feeds.close);
  return feeds;
}

const STATUS = gbfsBody([{ station_id: "a", num_bikes_available: 1 }]);
const INFORMATION = gbfsBody([{ station_id: "a", name: "Alpha" }]);
const list = (...names: string[]) =>
  JSON.stringify({ data: { en: { feeds: names.map((name) => ({ name, url: `/${name}.json` })) } } });
const GBFS_JSON = list("station_status", "station_information", "system_information");

const gbfs = ({ url }: FeedServer, more: Partial<GbfsEntry> = {}): GbfsEntry => ({
  systemId: "city",
  kind: "gbfs",
  url: `${url}/gbfs.json`,
  ...more,
});
const jcdecaux = ({ url }: FeedServer): JcdecauxEntry => ({ ...JCDECAUX, url });

async function found(feeds: Feeds, system: GbfsEntry | JcdecauxEntry): Promise<FeedUrls> {
  const urls = await feeds.discover(system);
  if (urls.type === "failed") throw new Error(urls.reason);
  return urls;
}

describe("a GBFS system", () => {
  it("is discovered, and its status and names are fetched", async () => {
    const system_information = '{"data":{"timezone":"Europe/Oslo"}}';
    const server = await servePages({
      "/gbfs.json": GBFS_JSON,
      "/station_status.json": STATUS,
      "/station_information.json": INFORMATION,
      "/system_information.json": system_information,
    });
    const feeds = feedsWith();
    const urls = await found(feeds, gbfs(server));
    expect(urls.status).toBe(`${server.url}/station_status.json`);
    expect(await feeds.fetchStatus(gbfs(server), urls, null, null)).toEqual({
      type: "status",
      publishedAt: 1_700_000_000_000,
      ttlSeconds: 60,
      stations: { stationIds: ["a"], vehicles: [1], docks: [null], flags: [0] },
      leftOut: 0,
      body: { etag: null, lastModified: null, bodyHash: bodyHashOf(STATUS) },
      roster: null,
    });
    expect(await feeds.fetchRoster(gbfs(server), urls)).toMatchObject({
      type: "roster",
      timeZone: "Europe/Oslo",
      stations: [{ stationId: "a", name: "Alpha" }],
    });
  });

  it("is not asked for what the configuration says", async () => {
    const server = await servePages({ "/gbfs.json": GBFS_JSON, "/station_information.json": INFORMATION });
    const feeds = feedsWith();
    const system = gbfs(server, { timeZone: "Europe/Paris", openingHours: "24/7" });
    const roster = await feeds.fetchRoster(system, await found(feeds, system));
    expect(roster).toMatchObject({ type: "roster", timeZone: "Europe/Paris" });
    expect(server.requests.map(({ url }) => url)).not.toContain("/system_information.json");
  });

  it("has names also where its time zone cannot be had", async () => {
    const server = await servePages({ "/gbfs.json": GBFS_JSON, "/station_information.json": INFORMATION });
    const feeds = feedsWith();
    const roster = await feeds.fetchRoster(gbfs(server), await found(feeds, gbfs(server)));
    expect(roster).toMatchObject({ type: "roster", timeZone: null });
  });

  it.each([GBFS_JSON, list("station_status")])("without station_information has no names", async (page) => {
    const server = await servePages({ "/gbfs.json": page });
    const feeds = feedsWith();
    const urls = await found(feeds, gbfs(server));
    expect(await feeds.fetchRoster(gbfs(server), urls)).toEqual({ type: "absent" });
  });

  it.each([
    ["", "the body is empty"],
    [gbfsBody([]), "the list of stations is empty"],
  ])("whose station_information is %j fails to give names", async (page, reason) => {
    const server = await servePages({ "/gbfs.json": GBFS_JSON, "/station_information.json": page });
    const feeds = feedsWith();
    const roster = await feeds.fetchRoster(gbfs(server), await found(feeds, gbfs(server)));
    expect(roster).toMatchObject({ type: "failed", httpStatus: 200 });
    expect(reasonOf(roster)).toContain(`${server.url}/station_information.json: ${reason}`);
  });

  it.each([
    ["is not there", undefined, 404, "answered with status 404, expected 200"],
    ["lists no status", list("system_information"), 200, "gbfs.json lists no station_status"],
    [
      "is a station_status",
      STATUS,
      200,
      "the body is no gbfs.json: it is a list of stations, station_status. The gbfs.json that lists it may be at",
    ],
  ])("whose gbfs.json %s is not discovered", async (_, page, httpStatus, reason) => {
    const server = await servePages(page === undefined ? {} : { "/gbfs.json": page });
    const answer = await feedsWith().discover(gbfs(server));
    expect(answer).toMatchObject({ type: "failed", httpStatus });
    expect(reasonOf(answer)).toContain(`${server.url}/gbfs.json: ${reason}`);
  });

  it("is not followed to a private address by its gbfs.json", async () => {
    const feeds = [{ name: "station_status", url: "http://169.254.169.254/latest/meta-data" }];
    const server = await servePages({ "/gbfs.json": JSON.stringify({ data: { feeds } }) });
    const watched = feedsWith();
    const answer = await watched.fetchStatus(gbfs(server), await found(watched, gbfs(server)), null, null);
    expect(reasonOf(answer)).toContain("169.254.169.254 is not a loopback address");
  });
});

describe("a status", () => {
  const urlsOf = ({ url }: FeedServer): FeedUrls => ({
    type: "urls",
    status: `${url}/s.json?token=secret`,
    stationInformation: null,
    systemInformation: null,
  });

  it("is unchanged where the feed says so, or sends the same body again", async () => {
    const server = await serve((request, response) => {
      if (request.headers["if-none-match"] === '"v1"') response.writeHead(304).end();
      else response.setHeader("etag", '"v2"').end(STATUS);
    });
    const feeds = feedsWith();
    const ask = (etag: string | null, bodyHash: string) =>
      feeds.fetchStatus(gbfs(server), urlsOf(server), { etag, lastModified: null, bodyHash }, null);
    expect(await ask('"v1"', "other")).toMatchObject({ type: "unchanged", etag: '"v1"' });
    expect(await ask(null, bodyHashOf(STATUS))).toMatchObject({ type: "unchanged", etag: '"v2"' });
    expect(await ask('"v0"', "other")).toMatchObject({ type: "status", body: { etag: '"v2"' } });
  });

  it.each([
    ["", "the body is empty, expected JSON"],
    ["<html>", "the body is no JSON, but a page of HTML for browsers"],
    ["404 Not Found", 'the body is no JSON, it starts with "404 Not Found"'],
    [STATUS.slice(0, 60), "the body is no whole JSON, it ends after 60 characters with"],
    [gbfsBody([]), "the list of stations is empty"],
  ])("with the body %j is a failure that names the address without its query", async (page, reason) => {
    const server = await servePages({ "/s.json": page });
    const answer = await feedsWith().fetchStatus(gbfs(server), urlsOf(server), null, null);
    expect(answer).toMatchObject({ type: "failed", httpStatus: 200, retryAfterMs: null });
    expect(reasonOf(answer)).toContain(`${server.url}/s.json: ${reason}`);
    expect(reasonOf(answer)).not.toContain("secret");
  });
});

describe("the times in a status", () => {
  const station = (bikes: number) => ({
    station_id: "a",
    num_bikes_available: bikes,
    last_reported: 1_700_000_000,
  });
  const urlsOf = ({ url }: FeedServer): FeedUrls => ({
    type: "urls",
    status: `${url}/s.json`,
    stationInformation: null,
    systemInformation: null,
  });

  it.each([
    ["stand still while the counts change", gbfsBody([station(3)]), gbfsBody([station(2)])],
    [
      "go on while the counts stand still",
      gbfsBody([station(3)]),
      gbfsBody([station(3)], { last_updated: 1_700_000_060 }),
    ],
    [
      "go back",
      gbfsBody([station(3)]),
      gbfsBody([{ ...station(3), last_reported: 1_699_999_000 }], { last_updated: 1_699_999_000 }),
    ],
  ])("do not tell whether it is new: they may %s", async (_, before, after) => {
    const pages = [before, after, after];
    const server = await serve((_request, response) => response.end(pages.shift()));
    const feeds = feedsWith();
    const first = await feeds.fetchStatus(gbfs(server), urlsOf(server), null, null);
    if (first.type !== "status") throw new Error(first.type);
    const second = await feeds.fetchStatus(gbfs(server), urlsOf(server), first.body, null);
    if (second.type !== "status") throw new Error(second.type);
    const third = await feeds.fetchStatus(gbfs(server), urlsOf(server), second.body, null);
    expect(third.type).toBe("unchanged");
  });
});

describe("a JCDecaux system", () => {
  const BODY = JSON.stringify([
    { number: 7, name: "Seven", totalStands: { availabilities: { bikes: 1, stands: 2 } } },
  ]);
  const KEY = "k/e+y=0123456789abcdef0123456789abcdef012345";

  it("needs no request to be discovered, and has its names in the status", async () => {
    const server = await serve((_, response) => response.end(BODY));
    const feeds = feedsWith({ keyOf: async () => KEY });
    const urls = await found(feeds, jcdecaux(server));
    expect(urls).toEqual({
      type: "urls",
      status: `${server.url}/vls/v3/stations?contract=lyon`,
      stationInformation: null,
      systemInformation: null,
    });
    expect(server.requests).toHaveLength(0);
    expect(await feeds.fetchRoster(jcdecaux(server), urls)).toEqual({ type: "absent" });
    expect(await feeds.fetchStatus(jcdecaux(server), urls, null, null)).toMatchObject({
      type: "status",
      publishedAt: null,
      stations: { stationIds: ["7"], vehicles: [1], docks: [2] },
      roster: [{ stationId: "7", name: "Seven" }],
    });
    const asked = new URL(server.requests[0]?.url ?? "", server.url).searchParams;
    expect(Object.fromEntries(asked)).toEqual({ contract: "lyon", apiKey: KEY });
  });

  it("is asked without a key where there is none", async () => {
    const server = await serve((_, response) => response.end(BODY));
    const feeds = feedsWith();
    await feeds.fetchStatus(jcdecaux(server), await found(feeds, jcdecaux(server)), null, null);
    expect(server.requests[0]?.url).toBe("/vls/v3/stations?contract=lyon");
  });

  it.each([
    ["an error", (key: string) => JSON.stringify({ error: `no such key: ${key}` }), 200],
    ["text", (key: string) => `bad key ${key}`, 200],
    ["a status", () => "", 403],
  ])("never has its key, nor part of it, in the reason of %s", async (_, page, status) => {
    const server = await serve((_request, response) => response.writeHead(status).end(page(KEY)));
    const feeds = feedsWith({ keyOf: async () => KEY });
    const answer = await feeds.fetchStatus(
      jcdecaux(server),
      await found(feeds, jcdecaux(server)),
      null,
      null,
    );
    expect(answer).toMatchObject({ type: "failed", httpStatus: status });
    expect(reasonOf(answer)).not.toContain(KEY.slice(0, 6));
    expect(reasonOf(answer)).not.toContain("apiKey");
  });

  it("whose key cannot be read is a failed poll", async () => {
    const server = await serve((_, response) => response.end(BODY));
    const feeds = feedsWith({ keyOf: () => Promise.reject(new Error("AccessDenied")) });
    const answer = await feeds.fetchStatus(
      jcdecaux(server),
      await found(feeds, jcdecaux(server)),
      null,
      null,
    );
    expect(reasonOf(answer)).toBe("the API key of lyon could not be read: AccessDenied");
    expect(server.requests).toHaveLength(0);
  });

  it("whose address is no URL is not discovered", async () => {
    const answer = await feedsWith().discover({ ...JCDECAUX, url: "api" });
    expect(reasonOf(answer)).toBe("the address of the API is no URL, expected https://…");
  });
});
