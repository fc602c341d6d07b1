import { expect, onTestFinished, test } from "vitest";
import { createFeeds } from "../../../functions/feeds/feeds.ts";
import type { SystemEntry } from "../../../functions/systems/configuration.ts";
import { serveTape } from "../../../local/tape/serve.ts";
import { NO_ANSWER, RECORDERS_HEADERS, type TapeResponse } from "../../../local/tape/tape.ts";
import { writeTape } from "../../tape-writer.ts";
import { withRecordings } from "../../with-recordings.ts";
import { GBFS, JCDECAUX, makeFolder, QUAY_URL, response, T0 } from "./tapes.ts";

const HILL = "https://feeds.example/hill";

function gbfs(...feeds: [name: string, url: string][]) {
  return { ttl: 60, data: { en: { feeds: feeds.map(([name, url]) => ({ name, url })) } } };
}

async function serve(system: SystemEntry, responses: TapeResponse[]) {
  const folder = await makeFolder();
  await writeTape(folder, { system, responses });
  const server = await serveTape(folder);
  onTestFinished(() => server.close());
  return server;
}

async function times(server: { next(): Promise<number | null> }): Promise<number[]> {
  const seconds: number[] = [];
  for (let at = await server.next(); at !== null; at = await server.next()) seconds.push((at - T0) / 1000);
  return seconds;
}

async function ask(url: string) {
  const answer = await fetch(url);
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}

test("a JCDecaux tape answers as the feed did, whatever the key and the order of the query", async () => {
  const late = response(120, QUAY_URL, "gone", {
    status: 503,
    headers: { "content-type": "text/plain", "retry-after": "9" },
  });
  const server = await serve(JCDECAUX, [response(0, QUAY_URL, [1]), late]);
  expect(server.responses).toBe(2);
  const base = server.entry.url;
  expect(base).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\.jcdecaux\.com$/);
  const url = `${base}/vls/v3/stations?apiKey=secret&contract=quay`;
  expect((await ask(url)).status).toBe(404);
  expect(await server.next()).toBe(T0);
  const first = await ask(url);
  expect([first.status, first.body, first.headers.get("content-type")]).toEqual([
    200,
    "[1]",
    "application/json",
  ]);
  expect(first.headers.has("etag")).toBe(false);
  expect((await ask(`${base}/vls/v3/stations?contract=hill`)).status).toBe(404);
  expect(await server.next()).toBe(T0 + 120_000);
  const second = await ask(url);
  expect([second.status, second.body, second.headers.get("retry-after")]).toEqual([503, "gone", "9"]);
  expect(await server.next()).toBeNull();
  expect((await ask(url)).body).toBe("gone");
});

test("a GBFS tape counts the responses that its newest gbfs.json names as station_status", async () => {
  const server = await serve(GBFS, [
    response(0, `${HILL}/old_status`, "before any gbfs.json"),
    response(
      1,
      `${HILL}/gbfs.json`,
      gbfs(["station_status", `${HILL}/live`], ["station_information", `${HILL}/map`]),
    ),
    response(2, `${HILL}/map`, "map"),
    response(3, `${HILL}/live`, "live"),
    response(4, `${HILL}/station_status.json`, "not named"),
    response(5, `${HILL}/gbfs.json`, "maintenance", { status: 500 }),
    response(6, `${HILL}/gbfs.json`, gbfs(["station_information", `${HILL}/map`])),
    response(7, `${HILL}/live`, "live"),
    response(8, `${HILL}/gbfs.json`, {
      data: { feeds: [{ name: "station_status", url: `${HILL}/moved?lang=en` }] },
    }),
    response(9, `${HILL}/live`, "no longer named"),
    response(10, `${HILL}/moved?lang=en`, "moved"),
  ]);
  expect(await times(server)).toEqual([3, 7, 10]);
});

test("a GBFS tape without gbfs.json counts what is called station_status", async () => {
  const server = await serve(GBFS, [
    response(0, `${HILL}/station_information.json`, "map"),
    response(1, `${HILL}/en/station_status`, "live"),
    response(2, `${HILL}/station_status.json`, "live"),
  ]);
  expect(await times(server)).toEqual([1, 2]);
  const discovery = JSON.parse((await ask(server.entry.url ?? "")).body);
  const named = discovery.data.feeds.map(({ name }: { name: string }) => name);
  expect(named).toEqual(["station_information", "station_status", "station_status"]);
});

test("a poller that has not heard that the status moved gets the response of its poll all the same", async () => {
  const server = await serve(GBFS, [
    response(0, `${HILL}/gbfs.json`, gbfs(["station_status", `${HILL}/old`])),
    response(1, `${HILL}/old`, "first"),
    response(2, `${HILL}/gbfs.json`, gbfs(["station_status", `${HILL}/new`])),
    response(3, `${HILL}/new`, "second"),
  ]);
  await server.next();
  await server.next();
  const old = (server.entry.url ?? "").replace("gbfs.json", "old");
  expect((await ask(old)).body).toBe("second");
});

test("gbfs.json leads back to the tape, other bodies are untouched, and a taped ETag is kept", async () => {
  const map = { data: { stations: [{ rental_uris: { web: `${HILL}/rent` } }] } };
  const listed = gbfs(
    ["station_status", "/hill/live?lang=en"],
    ["station_information", "https://maps.example:8443/map"],
    ["system_alerts", "https://elsewhere.example/alerts"],
  );
  const server = await serve(GBFS, [
    response(0, `${HILL}/gbfs.json`, listed),
    response(0, "https://maps.example:8443/map", map),
    response(1, `${HILL}/live?lang=en`, "live", { headers: { etag: '"one"' } }),
  ]);
  await server.next();
  const discovery = JSON.parse((await ask(server.entry.url ?? "")).body);
  const [live, information, alerts] = discovery.data.en.feeds.map((feed: { url: string }) => feed.url);
  expect(discovery.ttl).toBe(60);
  expect(JSON.parse((await ask(information)).body)).toEqual(map);
  const status = await ask(live);
  expect([status.body, status.headers.get("etag")]).toEqual(["live", '"one"']);
  expect((await ask(alerts)).status).toBe(404);
});

test("seek goes to the first status response at or after a time, with all that came before taken in", async () => {
  const server = await serve(GBFS, [
    response(0, `${HILL}/station_status.json`, "0"),
    response(10, `${HILL}/station_status.json`, "10"),
    response(15, `${HILL}/station_information.json`, "names"),
    response(20, `${HILL}/station_status.json`, "20"),
    response(30, `${HILL}/station_status.json`, "30"),
  ]);
  const origin = new URL(server.entry.url ?? "").origin;
  const body = async (name: string) => (await ask(`${origin}/feeds.example/hill/${name}.json`)).body;
  await server.seek(T0 + 11_000);
  expect([await body("station_status"), await body("station_information")]).toEqual(["10", "names"]);
  expect(await server.next()).toBe(T0 + 20_000);
  expect(await body("station_status")).toBe("20");
  for (const [to, first] of [
    [20, 20],
    [20, 20],
    [5, 10],
    [21, 30],
    [30, 30],
    [-5, 0],
    [0, 0],
    [1, 10],
  ] as const) {
    await server.seek(T0 + to * 1000);
    expect(await server.next()).toBe(T0 + first * 1000);
  }
  await server.seek(T0 + 31_000);
  expect(await server.next()).toBeNull();
  await server.seek(T0 + 10_000);
  await server.seek(T0 + 20_000);
  expect(await times(server)).toEqual([20, 30]);
});

test("only GET is answered, and strange paths are not found", async () => {
  const server = await serve(JCDECAUX, [response(0, QUAY_URL, [])]);
  const origin = new URL(server.entry.url ?? "").origin;
  expect((await fetch(origin, { method: "POST" })).status).toBe(405);
  for (const path of ["/", "//", "/%zz/", "/a b/?apiKey=1"])
    expect((await ask(origin + path)).status).toBe(404);
});

test("a folder that is no tape is refused before anything listens", async () => {
  await expect(serveTape("/nowhere/at/all")).rejects.toThrow("there is no such folder");
});

test("the project's own poller finds its way over a tape, whose key it keeps to itself", async () => {
  const feeds = createFeeds({ contact: null, loopbackHttp: true, keyOf: async () => "s3cret" });
  onTestFinished(() => feeds.close());
  const stations = [{ station_id: "a", num_bikes_available: 3 }];
  const hill = await serve(GBFS, [
    response(
      0,
      `${HILL}/gbfs.json`,
      gbfs(["station_status", `${HILL}/live`], ["station_information", `${HILL}/map`]),
    ),
    response(1, `${HILL}/live`, { last_updated: T0 / 1000, ttl: 5, data: { stations } }),
  ]);
  const quay = [
    { number: 7, status: "OPEN", totalStands: { availabilities: { bikes: 1, stands: 2 }, capacity: 3 } },
  ];
  const quays = await serve(JCDECAUX, [response(0, QUAY_URL, quay)]);
  for (const { entry, next } of [hill, quays]) {
    await next();
    const urls = await feeds.discover(entry);
    if (urls.type === "failed") throw new Error(urls.reason);
    expect(await feeds.fetchStatus(entry, urls, null, null)).toMatchObject({ type: "status", leftOut: 0 });
    expect(await feeds.fetchRoster(entry, urls)).toEqual({ type: "absent" });
  }
});

withRecordings("tapes/oslo-gbfs-2", (folder) => {
  test("a real GBFS tape gives each of its polls", async () => {
    const server = await serveTape(folder);
    onTestFinished(() => server.close());
    expect(await times(server)).toHaveLength(279);
  });
});

test("a 304 on the tape is one for those who send validators, and the body that it confirms for others", async () => {
  const headers = { "content-type": "application/json", etag: '"1"' };
  const server = await serve(JCDECAUX, [
    response(0, QUAY_URL, [1], { headers }),
    response(60, QUAY_URL, "", { status: 503 }),
    response(120, QUAY_URL, "", { status: 304, headers }),
  ]);
  const url = `${server.entry.url}/vls/v3/stations?contract=quay`;
  for (let poll = 0; poll < 3; poll++) await server.next();
  const known = await fetch(url, { headers: { "if-none-match": '"1"' } });
  expect([known.status, await known.text()]).toEqual([304, ""]);
  expect(await ask(url)).toMatchObject({ status: 200, body: "[1]" });
});

test("a poll without an answer fails again, and relative addresses count from where an answer came from", async () => {
  const feeds = gbfs(["station_status", "../moved/status.json"]);
  const moved = { [RECORDERS_HEADERS.answeredBy]: "https://other.example/new/gbfs.json" };
  const reason = { [RECORDERS_HEADERS.failure]: "no whole answer within 11000 ms" };
  const server = await serve(GBFS, [
    response(0, `${HILL}/gbfs.json`, feeds, { headers: moved }),
    response(1, "https://other.example/moved/status.json", "", { status: NO_ANSWER, headers: reason }),
  ]);
  await server.next();
  const { body } = await ask(`${server.entry.url}`);
  expect(body).toContain("/other.example/moved/status.json");
  const origin = new URL(server.entry.url ?? "").origin;
  expect(await ask(`${origin}/other.example/moved/status.json`)).toMatchObject({ status: NO_ANSWER });
});
