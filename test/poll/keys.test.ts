import { mkdtemp, readFile, rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createRecorder } from "../../cli/record/recorder.ts";
import { openTapes } from "../../cli/record/tapes.ts";
import { createFeeds } from "../../functions/feeds/feeds.ts";
import { createFetcher } from "../../functions/feeds/fetcher.ts";
import { encodeRecord } from "../../functions/stream/records.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { serve } from "../feeds/feed-server.ts";
import { MemoryPollWorld } from "./memory-world.ts";

/** Recognisable in any encoding and when cut: its middle occurs nowhere else. */
const KEY = "Canary/0123456789+canary=xyz";
const TRACE = /0123456789|canary/i;

const STATION = { station_id: "a", number: 1, name: "Upper Gate", num_bikes_available: 1 };
const LIST = { feeds: ["station_status", "station_information"].map((name) => ({ name, url: `/${name}` })) };

/** A valid answer to any request, for GBFS and JCDecaux. */
function good(pathname: string, station: object = STATION): string {
  if (pathname === "/gbfs.json") return JSON.stringify({ data: LIST });
  if (pathname.startsWith("/vls")) return JSON.stringify([station]);
  return JSON.stringify({ last_updated: 1_700_000_000, ttl: 0, data: { stations: [station] } });
}

interface Asked {
  readonly pathname: string;
  readonly search: string;
  readonly response: ServerResponse;
  readonly otherUrl: string;
}

const escaped = encodeURIComponent(KEY);
const table: [what: string, answer: (asked: Asked) => unknown][] = [
  ["answers well", ({ pathname, response }) => response.end(good(pathname))],
  [
    "redirects to another host, query and all",
    ({ search, pathname, response, otherUrl }) =>
      response.writeHead(302, { location: `${otherUrl}${pathname}${search || `?k=${escaped}`}` }).end(),
  ],
  [
    "redirects to an address with the key in its path",
    ({ response, otherUrl }) => response.writeHead(302, { location: `${otherUrl}/${escaped}` }).end(),
  ],
  [
    "redirects to an invalid URL",
    ({ response }) => response.writeHead(302, { location: `http://${KEY}:x/` }).end(),
  ],
  ["refuses the key, and repeats it", ({ response }) => response.writeHead(403).end(`no such key: ${KEY}`)],
  [
    "fails, with the key in its headers",
    ({ response }) => response.writeHead(500, KEY, { "retry-after": KEY }).end(),
  ],
  ["answers with the key alone", ({ response }) => response.end(KEY)],
  ["answers with an error", ({ response }) => response.end(JSON.stringify({ error: `bad key ${KEY}` }))],
  ["answers with a page", ({ response }) => response.end(`<html><a href="/?apiKey=${escaped}&amp;x=1">`)],
  ["encodes its body as the key", ({ response }) => response.setHeader("content-encoding", KEY).end("{}")],
  [
    "repeats the key in its validators",
    ({ pathname, response }) =>
      response.setHeader("etag", `"${KEY}"`).setHeader("last-modified", KEY).end(good(pathname)),
  ],
  [
    "repeats the key in ids and names",
    ({ pathname, response }) =>
      response.end(good(pathname, { ...STATION, station_id: KEY, number: KEY, name: KEY, address: KEY })),
  ],
  [
    "lists addresses with the key",
    ({ pathname, response }) => {
      const page = good(pathname);
      const keyed =
        pathname === "/gbfs.json" ? page.replaceAll(/"(\/station\w+)"/g, `"$1?other=${escaped}"`) : page;
      response.end(keyed);
    },
  ],
  ["never answers", () => undefined],
  ["breaks off", ({ response }) => response.destroy()],
  [
    "breaks off in the middle",
    ({ response }) => {
      response.write(`[{"name":"${KEY}"`);
      setTimeout(() => response.destroy(), 5);
    },
  ],
];

const ENTRIES: [kind: string, entry: (url: string) => SystemEntry][] = [
  [
    "a GBFS system's, in a header",
    (url) => ({
      systemId: "city",
      kind: "gbfs",
      url: `${url}/gbfs.json`,
      apiKey: { environment: "KEY", in: "header", name: "Authorization" },
    }),
  ],
  [
    "a GBFS system's, in the query",
    (url) => ({
      systemId: "city",
      kind: "gbfs",
      url: `${url}/gbfs.json`,
      apiKey: { secret: "key", in: "query", name: "token" },
    }),
  ],
  [
    "a JCDecaux contract's",
    (url) => ({
      systemId: "city",
      kind: "jcdecaux",
      contract: "city",
      apiVersion: 3,
      url,
      apiKey: { secret: "key" },
    }),
  ],
];

/** What a recorder writes of three polls of a system, unpacked, with what it remembers and tells. */
async function recordedOf(entry: SystemEntry): Promise<unknown[]> {
  const folder = await mkdtemp(join(tmpdir(), "stationwatch-keys-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const fetcher = createFetcher({ contact: null, loopbackHttp: true, totalTimeoutMs: 80 });
  onTestFinished(fetcher.close);
  const tapes = await openTapes(folder, [entry]);
  let minute = 0;
  const recorder = createRecorder({
    configuration: { systems: [entry] },
    recordings: new Map(tapes.map(({ system, recording }) => [system.systemId, recording])),
    fetcher,
    keyOf: async () => KEY,
    withRoster: true,
    now: () => minute * 60_000,
    wait: async () => undefined,
  });
  const told: unknown[] = [];
  for (minute of [0, 20, 40]) told.push(await recorder.run());
  for (const { recording } of tapes) await recording.close();
  const lines = gunzipSync(await readFile(join(folder, "responses.ndjson.gz"))).toString();
  expect(lines.split("\n").length).toBeGreaterThan(3);
  const head = await readFile(join(folder, "tape.json"), "utf8");
  expect(head).not.toMatch(/apiKey|Authorization|token/);
  return [told, await recorder.memories(), head, lines];
}

describe.each(ENTRIES)("%s key is in no record, memory, tape, failure or output", (_kind, entryAt) => {
  test.each(table)("where the server %s", async (_what, answer) => {
    const other = await serve((request, response) => {
      response.end(good(new URL(request.url ?? "", "http://other.example").pathname));
    });
    const server = await serve((request, response) => {
      const { pathname, search } = new URL(request.url ?? "", "http://feeds.example");
      answer({ pathname, search, response, otherUrl: other.url });
    });
    const feeds = createFeeds({
      contact: null,
      loopbackHttp: true,
      totalTimeoutMs: 80,
      keyOf: async () => KEY,
    });
    onTestFinished(feeds.close);
    const output: unknown[] = [];
    const writes = (["stdout", "stderr"] as const).map((name) =>
      vi.spyOn(process[name], "write").mockImplementation((text) => {
        output.push(text);
        return true;
      }),
    );
    onTestFinished(() => {
      for (const write of writes) write.mockRestore();
    });

    const world = new MemoryPollWorld();
    Object.assign(world.feeds, feeds);
    const told: unknown[] = [];
    for (const minute of [0, 20, 40]) {
      const { sent, ...polled } = await world.pollAt(minute, entryAt(server.url));
      told.push(polled, ...sent.map((message) => Buffer.from(encodeRecord(message)).toString()));
      expect(sent.length).toBeGreaterThan(0);
    }
    told.push(await recordedOf(entryAt(server.url)));
    expect(server.requests.every(carriesKey)).toBe(true);
    expect(other.requests.some(carriesKey)).toBe(false);
    expect(JSON.stringify([told, await world.memoryOf("city"), output])).not.toMatch(TRACE);
  });
});

test("a key that cannot be read is a failed poll, and nothing is asked", async () => {
  const server = await serve((_request, response) => response.end("{}"));
  const keyOf = () => Promise.reject(new Error("AccessDenied"));
  const feeds = createFeeds({ contact: null, loopbackHttp: true, keyOf });
  onTestFinished(feeds.close);
  for (const [, entryAt] of ENTRIES) {
    const world = new MemoryPollWorld();
    Object.assign(world.feeds, feeds);
    const { sent } = await world.pollAt(0, entryAt(server.url));
    const reason = "the API key of city could not be read: AccessDenied";
    expect(sent).toMatchObject([{ type: "failed", reason, httpStatus: null }]);
  }
  expect(server.requests).toHaveLength(0);
});

function carriesKey({ url, headers }: IncomingMessage): boolean {
  const inQuery = [...new URL(url ?? "", "http://feeds.example").searchParams.values()].includes(KEY);
  return inQuery || Object.values(headers).includes(KEY);
}
