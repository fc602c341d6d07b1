import { expect, test } from "vitest";
import { createFeeds } from "../../functions/feeds/feeds.ts";
import type { GbfsEntry } from "../../functions/systems/configuration.ts";
import { serve, servePages } from "./feed-server.ts";

const PAGE = JSON.stringify({
  last_updated: 1,
  ttl: 0,
  version: "2.3",
  data: { en: { feeds: [{ name: "station_status", url: "http://127.0.0.1/station_status.json" }] } },
});

async function discovered(url: string, loopbackHttp: boolean, plainHttp?: true): Promise<string> {
  const feeds = createFeeds({ contact: null, keyOf: async () => null, loopbackHttp });
  const entry: GbfsEntry = { systemId: "here", kind: "gbfs", url, plainHttp };
  const found = await feeds.discover(entry);
  return found.type === "failed" ? found.reason : "found";
}

test.each([undefined, true] as const)(
  "a feed of this machine is read where that is allowed, with plainHttp: %s",
  async (plainHttp) => {
    const { url } = await servePages({ "/gbfs.json": PAGE });
    expect(await discovered(`${url}/gbfs.json`, true, plainHttp)).toBe("found");
    expect(await discovered(`${url.replace("127.0.0.1", "localhost")}/gbfs.json`, true, plainHttp)).toBe(
      "found",
    );
  },
);

test.each([undefined, true] as const)(
  "a deployed function never reads one, with plainHttp: %s",
  async (plainHttp) => {
    const { url, requests } = await servePages({ "/gbfs.json": PAGE });
    const reason = await discovered(`${url}/gbfs.json`, false, plainHttp);
    expect(reason).toContain("http: is not fetched, expected https:");
    expect(requests).toEqual([]);
  },
);

test("a feed of this machine leads to no other address by plain http", async () => {
  const mover = await serve(
    (_, response) => void response.writeHead(302, { location: "http://192.0.2.1/" }).end(),
  );
  expect(await discovered(`${mover.url}/gbfs.json`, true, true)).toContain(
    "192.0.2.1 is not a loopback address",
  );
});
