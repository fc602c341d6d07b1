import type { LookupAddress } from "node:dns";
import { describe, expect, it, onTestFinished } from "vitest";
import { NO_CREDENTIALS } from "../../functions/feeds/credentials.ts";
import { createFetcher } from "../../functions/feeds/fetcher.ts";
import { createGuard, type ResolveAll } from "../../functions/http/address-guard.ts";
import { reasonOf } from "../feeds/bodies.ts";
import { serve, servePages } from "../feeds/feed-server.ts";

const resolvesTo = (...addresses: string[]): ResolveAll => {
  return (_hostname, _options, answer) =>
    answer(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
};

/** What a socket receives when it looks a name up. */
function lookedUp(addresses: string[], all: boolean): Promise<string | LookupAddress[]> {
  return new Promise((resolve, reject) => {
    createGuard(false, resolvesTo(...addresses)).lookupPublic("feeds.example", { all }, (error, found) =>
      error === null ? resolve(found) : reject(error),
    );
  });
}

describe("a literal address", () => {
  const spellings = [
    "127.0.0.1",
    "0x7f000001",
    "2130706433",
    "[::ffff:127.0.0.1]",
    "0177.0.0.1",
    "127.1",
    "[::1]",
  ];
  const metadata = [
    "169.254.169.254",
    "0xa9fea9fe",
    "2852039166",
    "0251.0376.0251.0376",
    "169.254.43518",
    "[::ffff:169.254.169.254]",
    "[::ffff:a9fe:a9fe]",
  ];
  it.each([
    ...spellings,
    ...metadata,
    "0.0.0.0",
    "0",
    "[::]",
    "10.0.0.1",
    "[fd00:ec2::254]",
    "[64:ff9b::a00:1]",
  ])("%s is refused without a connection", async (host) => {
    const server = await servePages({ "/": "{}" });
    for (const loopbackHttp of [false, true]) {
      const fetcher = createFetcher({ contact: null, loopbackHttp });
      const answer = await fetcher.get(`https://${host}:${new URL(server.url).port}/?apiKey=s`, null);
      expect(reasonOf(answer)).toMatch(/: .* is not a public address$/);
    }
    expect(server.connections()).toBe(0);
  });

  it.each(["10.0.0.1", "169.254.169.254", "1.1.1.1", "[::ffff:10.0.0.1]", "[fe80::1]"])(
    "%s is refused for http:, which is for loopback alone",
    async (host) => {
      const fetcher = createFetcher({ contact: null, loopbackHttp: true });
      expect(reasonOf(await fetcher.get(`http://${host}/`, null))).toContain("is not a loopback address");
    },
  );
});

describe("a scheme", () => {
  it.each([
    "http://127.0.0.1/",
    "http://feeds.example/",
    "file:///etc/passwd",
    "ftp://feeds.example/",
    "data:,a",
  ])("of %s is refused unless it is https:", async (url) => {
    const answer = await createFetcher({ contact: null }).get(url, null);
    expect(reasonOf(answer)).toContain("is not fetched, expected https:");
  });

  it("http: reaches a loopback server by permission, also by name", async () => {
    const server = await servePages({ "/": "hello" });
    const named = server.url.replace("127.0.0.1", "feeds.example");
    const resolve = resolvesTo("127.0.0.1");
    const fetcher = createFetcher({ contact: null, loopbackHttp: true, resolve });
    expect(await fetcher.get(`${server.url}/`, null)).toMatchObject({ text: "hello" });
    expect(await fetcher.get(`${named}/`, null)).toMatchObject({ text: "hello" });
    fetcher.close();
  });
});

describe("a system that says that its feeds are plain http:", () => {
  const ask = async (url: string, resolve: ResolveAll, loopbackHttp = false) => {
    const fetcher = createFetcher({ contact: null, loopbackHttp, resolve, connectTimeoutMs: 50 });
    return reasonOf(await fetcher.get(url, null, { ...NO_CREDENTIALS, plainHttp: true }));
  };
  /** Answers as for an unknown name, which means that the guard let the name pass. */
  const nobody: ResolveAll = (_hostname, _options, answer) =>
    answer(Object.assign(new Error("no such name"), { code: "ENOTFOUND" }), []);

  it("is asked by http:, and only so", async () => {
    expect(await ask("http://feeds.example/", nobody)).toContain("ENOTFOUND");
    for (const url of ["ftp://feeds.example/", "file:///etc/passwd"]) {
      expect(await ask(url, nobody)).toContain("is not fetched, expected https:");
    }
  });

  it.each([
    "127.0.0.1",
    "[::1]",
    "169.254.169.254",
    "[::ffff:169.254.169.254]",
    "0.0.0.0",
    "10.0.0.1",
    "2130706433",
  ])("is not asked at %s, also on a machine with feeds of its own", async (host) => {
    for (const here of [false, true]) {
      expect(await ask(`http://${host}/`, nobody, here)).toContain("is not a public address");
    }
  });

  it("is not asked under a name that means a private address", async () => {
    for (const address of ["127.0.0.1", "10.0.0.1", "::ffff:169.254.169.254"]) {
      expect(await ask("http://feeds.example/", resolvesTo("1.1.1.1", address))).toContain(
        `${address}, one of its addresses, is not a public one`,
      );
    }
  });
});

describe("a name", () => {
  it("is resolved to all its public addresses, or to the first where one is asked for", async () => {
    expect(await lookedUp(["1.1.1.1", "2606:4700:4700::1111"], true)).toHaveLength(2);
    expect(await lookedUp(["1.1.1.1", "1.0.0.1"], false)).toBe("1.1.1.1");
    await expect(lookedUp([], false)).rejects.toThrow("its name has no address");
  });

  it.each([
    ["10.0.0.1"],
    ["1.1.1.1", "127.0.0.1"],
    ["2606:4700:4700::1111", "fd00:ec2::254"],
    ["::ffff:10.0.0.1"],
    ["::ffff:169.254.169.254"],
    ["169.254.169.254"],
    ["0.0.0.0"],
    ["::"],
  ])("that means %s %s is refused: every address is judged", async (...addresses) => {
    const fetcher = createFetcher({ contact: null, resolve: resolvesTo(...addresses) });
    const reason = reasonOf(await fetcher.get("https://feeds.example/gbfs.json?token=secret", null));
    expect(reason).toMatch(
      /^https:\/\/feeds\.example\/gbfs\.json: .*, one of its addresses, is not a public one$/,
    );
  });

  it("that means a private address is refused for http: too", async () => {
    const fetcher = createFetcher({ contact: null, loopbackHttp: true, resolve: resolvesTo("10.0.0.1") });
    expect(reasonOf(await fetcher.get("http://feeds.example/", null))).toContain("is not a loopback one");
  });

  it("is judged anew at each connection: one that means another address by then is refused", async () => {
    const server = await serve((_, response) => response.setHeader("connection", "close").end("hello"));
    const { port } = new URL(server.url);
    const answers = [["127.0.0.1"], ["169.254.169.254"], ["::ffff:10.0.0.1"], ["127.0.0.1"]];
    const resolve: ResolveAll = (hostname, options, answer) =>
      resolvesTo(...(answers.shift() ?? []))(hostname, options, answer);
    const fetcher = createFetcher({ contact: null, loopbackHttp: true, resolve });
    const ask = async () => {
      const answer = await fetcher.get(`http://feeds.example:${port}/`, null);
      return answer.type === "fetched" ? answer.text : reasonOf(answer).replace(/^.*: /, "");
    };
    expect([await ask(), await ask(), await ask(), await ask()]).toEqual([
      "hello",
      "169.254.169.254, one of its addresses, is not a loopback one",
      "::ffff:10.0.0.1, one of its addresses, is not a loopback one",
      "hello",
    ]);
    expect(server.connections()).toBe(2);
    fetcher.close();
  });

  it("that nobody knows is a failure", async () => {
    const resolve: ResolveAll = (_hostname, _options, answer) =>
      answer(Object.assign(new Error("no such name"), { code: "ENOTFOUND" }), []);
    const answer = await createFetcher({ contact: null, resolve }).get("https://feeds.example/", null);
    expect(reasonOf(answer)).toBe("https://feeds.example/: it could not be fetched (ENOTFOUND)");
  });
});

describe("a redirect", () => {
  it.each([
    ["http://10.0.0.1/", "10.0.0.1 is not a loopback address"],
    ["https://127.0.0.1/", "127.0.0.1 is not a public address"],
    ["https://0x7f000001/", "127.0.0.1 is not a public address"],
    ["https://inside.example/", "10.9.8.7, one of its addresses, is not a public one"],
    ["file:///etc/passwd", "file: is not fetched, expected https:"],
    ["https://me:word@feeds.example/", "an address with a user name is not fetched"],
  ])("to %s is refused", async (location, reason) => {
    const server = await serve((_, response) => response.writeHead(302, { location }).end());
    const fetcher = createFetcher({ contact: null, loopbackHttp: true, resolve: resolvesTo("10.9.8.7") });
    expect(reasonOf(await fetcher.get(server.url, null))).toContain(reason);
    fetcher.close();
  });
});

it("does not take up the connection to a loopback address that another system's request has left open", async () => {
  const server = await servePages({ "/": "{}" });
  const { port } = new URL(server.url);
  const fetcher = createFetcher({ contact: null, loopbackHttp: true, resolve: resolvesTo("127.0.0.1") });
  onTestFinished(fetcher.close);
  const url = `http://feeds.example:${port}/`;
  expect(await fetcher.get(url, null)).toMatchObject({ type: "fetched" });
  const refused = await fetcher.get(url, null, { ...NO_CREDENTIALS, plainHttp: true });
  expect(reasonOf(refused)).toContain("127.0.0.1, one of its addresses, is not a public one");
  expect(server.requests).toHaveLength(1);
});
