import { describe, expect, it, onTestFinished } from "vitest";
import { type Credentials, NO_CREDENTIALS, redaction } from "../../functions/feeds/credentials.ts";
import { createFeeds } from "../../functions/feeds/feeds.ts";
import type { GbfsEntry } from "../../functions/systems/configuration.ts";
import { gbfsBody, reasonOf } from "./bodies.ts";
import { type FeedServer, serve } from "./feed-server.ts";

const KEY = "k/e+y=0123456789 canary";
const LIST = (status: string) =>
  JSON.stringify({ data: { feeds: [{ name: "station_status", url: status }] } });
const STATUS = gbfsBody([{ station_id: "a", num_bikes_available: 1 }]);
const IN_HEADER = { environment: "KEY", in: "header", name: "Authorization" } as const;
const IN_QUERY = { environment: "KEY", in: "query", name: "token" } as const;

function entryOf({ url }: FeedServer, more: Partial<GbfsEntry>): GbfsEntry {
  return { systemId: "city", kind: "gbfs", url: `${url}/gbfs.json?v=3`, ...more };
}

/** Discovers the system and fetches its status. */
async function polled(system: GbfsEntry) {
  const feeds = createFeeds({ contact: null, loopbackHttp: true, keyOf: async () => KEY });
  onTestFinished(feeds.close);
  const urls = await feeds.discover(system);
  if (urls.type === "failed") return urls;
  return feeds.fetchStatus(system, urls, null, null);
}

const tokensIn = ({ requests, url }: FeedServer) =>
  requests.map((request) => new URL(request.url ?? "", url).searchParams.get("token"));
const headersIn = ({ requests }: FeedServer, name: string) => requests.map(({ headers }) => headers[name]);

describe("what an operator asks for", () => {
  it("goes with every request to the system's host: a key in a header", async () => {
    const server = await serve((request, response) =>
      response.end(request.url?.startsWith("/gbfs") ? LIST("/status") : STATUS),
    );
    expect(await polled(entryOf(server, { apiKey: IN_HEADER }))).toMatchObject({ type: "status" });
    expect(headersIn(server, "authorization")).toEqual([KEY, KEY]);
    expect(server.requests.map(({ url }) => url)).toEqual(["/gbfs.json?v=3", "/status"]);
  });

  it("goes with every request to the system's host: a key in the query, beside what is there", async () => {
    const server = await serve((request, response) =>
      response.end(request.url?.startsWith("/gbfs") ? LIST("/status?lang=en") : STATUS),
    );
    expect(await polled(entryOf(server, { apiKey: IN_QUERY }))).toMatchObject({ type: "status" });
    expect(tokensIn(server)).toEqual([KEY, KEY]);
    expect(server.requests[1]?.url).toMatch(/^\/status\?lang=en&token=/);
    expect(headersIn(server, "authorization")).toEqual([undefined, undefined]);
  });

  it("goes with every request to the system's host: headers that are no secret", async () => {
    const server = await serve((request, response) =>
      response.end(request.url?.startsWith("/gbfs") ? LIST("/status") : STATUS),
    );
    const headers = { "Client-Identifier": "city-dashboard" };
    await polled(entryOf(server, { headers, apiKey: IN_HEADER }));
    expect(headersIn(server, "client-identifier")).toEqual(["city-dashboard", "city-dashboard"]);
    expect(headersIn(server, "user-agent")[0]).toMatch(/^stationwatch/);
  });

  it.each([
    ["where gbfs.json lists one", "gbfs.json"],
    ["where the system's host redirects to one", "redirect"],
  ])("goes to no other host, %s", async (_, way) => {
    const other = await serve((_request, response) => response.end(STATUS));
    const server = await serve((request, response) => {
      if (!request.url?.startsWith("/gbfs")) response.writeHead(302, { location: `${other.url}/s` }).end();
      else response.end(LIST(way === "redirect" ? "/status" : `${other.url}/s`));
    });
    for (const apiKey of [IN_HEADER, IN_QUERY]) {
      const system = entryOf(server, { apiKey, headers: { "Client-Identifier": "city-dashboard" } });
      expect(await polled(system)).toMatchObject({ type: "status" });
    }
    expect(other.requests.map(({ url }) => url)).toEqual(["/s", "/s"]);
    expect(headersIn(other, "authorization")).toEqual([undefined, undefined]);
    expect(headersIn(other, "client-identifier")).toEqual([undefined, undefined]);
  });

  it("goes along to another place on its host", async () => {
    const server = await serve((request, response) => {
      const { pathname } = new URL(request.url ?? "", server.url);
      if (pathname === "/gbfs.json") response.end(LIST("/old"));
      else if (pathname === "/old") response.writeHead(307, { location: "/new" }).end();
      else response.end(STATUS);
    });
    expect(await polled(entryOf(server, { apiKey: IN_QUERY }))).toMatchObject({ type: "status" });
    expect(tokensIn(server)).toEqual([KEY, KEY, KEY]);
  });

  it("is taken out of a redirect that carries it to another host", async () => {
    const other = await serve((_request, response) => response.end(STATUS));
    const server = await serve((request, response) => {
      const { pathname, search } = new URL(request.url ?? "", server.url);
      if (pathname === "/gbfs.json") response.end(LIST("/status?lang=en"));
      else response.writeHead(302, { location: `${other.url}/s${search}` }).end();
    });
    expect(await polled(entryOf(server, { apiKey: IN_QUERY }))).toMatchObject({ type: "status" });
    expect(other.requests.map(({ url }) => url)).toEqual(["/s?lang=en"]);
  });

  it("is not followed where a redirect has it in its path", async () => {
    const other = await serve((_request, response) => response.end(STATUS));
    const server = await serve((_request, response) =>
      response.writeHead(302, { location: `${other.url}/${encodeURIComponent(KEY)}` }).end(),
    );
    const answer = await polled(entryOf(server, { apiKey: IN_HEADER }));
    expect(reasonOf(answer)).toBe(`${server.url}/gbfs.json: it redirects to an address with the key in it`);
    expect(other.requests).toHaveLength(0);
  });

  it.each([0, 90, 100, 110, 119])(
    "is taken out of a refusal that repeats it after %i characters",
    async (length) => {
      const body = JSON.stringify({ error: `${"x".repeat(length)}${KEY} is not valid` });
      const server = await serve((_, response) =>
        response.writeHead(401, { "Content-Type": "application/json" }).end(body),
      );
      const reason = reasonOf(await polled(entryOf(server, { apiKey: IN_HEADER })));
      expect(reason).toContain("answered with status 401");
      expect(reason).not.toContain(KEY.slice(0, 1));
    },
  );

  it("is not looked for where the configuration names no key", async () => {
    const server = await serve((_request, response) => response.end(LIST("/status")));
    await polled(entryOf(server, {}));
    expect(tokensIn(server)).toEqual([null, null]);
    expect(headersIn(server, "authorization")).toEqual([undefined, undefined]);
  });

  it("that no header takes is a failed poll", async () => {
    const server = await serve((_request, response) => response.end(STATUS));
    const feeds = createFeeds({ contact: null, loopbackHttp: true, keyOf: async () => "secret\nkey" });
    onTestFinished(feeds.close);
    const answer = await feeds.discover(entryOf(server, { apiKey: IN_HEADER }));
    expect(reasonOf(answer)).toContain("it could not be fetched (ERR_INVALID_CHAR)");
  });
});

describe("redaction", () => {
  const credentials = (value: string): Credentials => ({
    ...NO_CREDENTIALS,
    key: { in: "header", name: "Authorization", value },
  });

  it.each([
    ["as it is", KEY],
    ["in JSON", JSON.stringify(KEY)],
    ["in PHP's JSON", JSON.stringify(KEY).replaceAll("/", "\\/")],
    ["in a URL", encodeURIComponent(KEY)],
    ["in a URL in small letters", encodeURIComponent(KEY).toLowerCase()],
    ["in a form", new URLSearchParams({ key: KEY }).toString()],
    ["in capitals", KEY.toUpperCase()],
    ["its last word", "no such key: canary"],
    ["twice", `${KEY} ${KEY}`],
  ])("takes the key out: %s", (_, text) => {
    expect(redaction(credentials(KEY))(`before ${text} after`)).not.toMatch(/0123456789|canary/i);
  });

  it("leaves all else as it is", () => {
    const text = "key 012345 c…ary";
    expect(redaction(credentials(KEY))(text)).toBe(text);
    expect(redaction(NO_CREDENTIALS)(KEY)).toBe(KEY);
  });

  it.each([
    ['{"last_updated":1777881660,"lat":48.177788,"lon":177788.25}', null],
    ['{"error":"no such key: 177788."}', '{"error":"no such key: …."}'],
    ["https://feeds.example/?token=177788&v=3", "https://feeds.example/?token=…&v=3"],
  ])("finds a key of digits where it stands alone, not within a number: %s", (text, expected) => {
    for (const key of ["177788", "Bearer 177788"])
      expect(redaction(credentials(key))(text)).toBe(expected ?? text);
  });

  it("takes a key for what it is, not for a pattern, and none that is as short as a word", () => {
    expect(redaction(credentials("a.c.e.g+(h"))("a.c.e.g+(h abcdefg")).toBe("… abcdefg");
    expect(redaction(credentials("Tuesday a"))("a is a letter")).toBe("a is a letter");
    expect(redaction(credentials("abc"))("abc")).toBe("abc");
  });
});
