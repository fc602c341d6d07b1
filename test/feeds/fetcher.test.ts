import { createServer } from "node:net";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createFetcher, type Fetcher, type FetcherOptions } from "../../functions/feeds/fetcher.ts";
import { reasonOf } from "./bodies.ts";
import { serve, servePages } from "./feed-server.ts";

function fetcherWith(options: Partial<FetcherOptions> = {}): Fetcher {
  const fetcher = createFetcher({ contact: "https://ops.example", loopbackHttp: true, ...options });
  onTestFinished(fetcher.close);
  return fetcher;
}

/** Stops the clock of the fetcher's time-outs; tests advance it. Sockets go on as they are. */
function stopClock(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  onTestFinished(() => void vi.useRealTimers());
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((turn) => setImmediate(turn));
}

const V1 = { etag: '"v1"', lastModified: null };

describe("a request", () => {
  it("names the program, and asks only for what has changed", async () => {
    const server = await serve((_, response) => response.setHeader("etag", '"v1"').end("{}"));
    const fetcher = fetcherWith();
    expect(await fetcher.get(`${server.url}/a?b=c`, null)).toEqual({
      type: "fetched",
      url: `${server.url}/a?b=c`,
      text: "{}",
      notes: [],
      ...V1,
    });
    await fetcher.get(server.url, V1);
    const [first, second] = server.requests;
    expect(first?.url).toBe("/a?b=c");
    expect(first?.headers["user-agent"]).toMatch(/^stationwatch\/[\d.]+ \(\+https:\/\/ops\.example\)$/);
    expect(first?.headers["accept-encoding"]).toBe("gzip, deflate, br");
    expect(first?.headers).not.toHaveProperty("if-none-match");
    expect(second?.headers["if-none-match"]).toBe('"v1"');
  });

  it("takes up the connection of the one before", async () => {
    const server = await serve((_, response) => response.end(gzipSync("{}")));
    const fetcher = fetcherWith();
    for (let turn = 0; turn < 3; turn += 1) await fetcher.get(server.url, null);
    expect(server.connections()).toBe(1);
  });

  it("is sent once more where the kept connection turns out to have ended", async () => {
    const server = await serve((request, response) => {
      if (server.requests.length === 2) request.socket.destroy();
      else response.end("{}");
    });
    const fetcher = fetcherWith();
    await fetcher.get(server.url, null);
    expect(await fetcher.get(server.url, null)).toMatchObject({ text: "{}" });
    expect([server.requests.length, server.connections()]).toEqual([3, 2]);
  });
});

describe("a kept connection", () => {
  it("on which the server goes on talking is ended, so that its words are no answer to the next request", async () => {
    let ended: Promise<unknown> = Promise.resolve();
    const server = await serve((request, response) => {
      const { socket } = request;
      ended = new Promise((done) => socket.once("close", done));
      response.end("{}", () => {
        const lie = "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nlie";
        if (server.requests.length === 1) setTimeout(() => socket.write(lie), 20);
      });
    });
    const fetcher = fetcherWith();
    expect(await fetcher.get(server.url, null)).toMatchObject({ text: "{}" });
    await ended;
    expect(await fetcher.get(server.url, null)).toMatchObject({ text: "{}" });
    expect(server.connections()).toBe(2);
  });
});

describe("a host", () => {
  it("is asked one thing at a time, and the wait for it is not the feed's own time", async () => {
    stopClock();
    let atOnce = 0;
    let most = 0;
    const server = await serve((_, response) => {
      most = Math.max(most, ++atOnce);
      setImmediate(() => {
        vi.advanceTimersByTime(200);
        atOnce -= 1;
        response.end("{}");
      });
    });
    const fetcher = fetcherWith({ totalTimeoutMs: 300 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => fetcher.get(server.url, null)));
    expect(new Set(answers.map(({ type }) => type))).toEqual(new Set(["fetched"]));
    expect(most).toBe(1);
  });

  it("that has asked for time is not asked by anybody until then", async () => {
    const busy = await serve((_, response) => response.writeHead(429, { "retry-after": "120" }).end());
    const other = await servePages({ "/": "{}" });
    const fetcher = fetcherWith();
    await fetcher.get(`${busy.url}/a`, null);
    const answer = await fetcher.get(`${busy.url}/b?apiKey=secret`, null);
    expect(answer).toMatchObject({ type: "failed", httpStatus: 429 });
    expect(answer).toMatchObject({ retryAfterMs: expect.closeTo(120_000, -4) });
    expect(reasonOf(answer)).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/b: not asked for 1\d\d s more: its host has answered with status 429/,
    );
    expect(busy.requests).toHaveLength(1);
    expect(await fetcher.get(`${other.url}/`, null)).toMatchObject({ type: "fetched" });
  });

  it("that hangs costs two time-outs, not one for each of its systems, and nobody else's time", async () => {
    stopClock();
    const hanging = await serve(() => undefined);
    const other = await servePages({ "/": "{}" });
    const fetcher = fetcherWith({ totalTimeoutMs: 100 });
    const all = Array.from({ length: 30 }, (_, index) => fetcher.get(`${hanging.url}/${index}`, null));
    expect(await fetcher.get(`${other.url}/`, null)).toMatchObject({ type: "fetched" });
    for (const asked of [1, 2]) {
      await until(() => hanging.requests.length === asked);
      vi.advanceTimersByTime(100);
    }
    const reasons = (await Promise.all(all)).map(reasonOf);
    expect(reasons.slice(0, 2).every((reason) => reason.endsWith("no whole answer within 100 ms"))).toBe(
      true,
    );
    expect(
      reasons.slice(2).every((reason) => reason.includes("has not answered in time, 2 times in a row")),
    ).toBe(true);
    expect(hanging.requests).toHaveLength(2);
  });
});

describe("an answer", () => {
  it("304 by its date alone is not modified, and its connection serves on", async () => {
    const dated = { etag: null, lastModified: "Wed, 15 Feb 2023 08:05:00 GMT" };
    const server = await serve((request, response) => {
      response.setHeader("last-modified", dated.lastModified);
      const isKnown = request.headers["if-modified-since"] === dated.lastModified;
      response.writeHead(isKnown ? 304 : 200).end(isKnown ? undefined : "{}");
    });
    const fetcher = fetcherWith();
    expect(await fetcher.get(server.url, null)).toMatchObject({ type: "fetched", ...dated });
    for (let turn = 0; turn < 3; turn++) {
      expect(await fetcher.get(server.url, dated)).toEqual({ type: "not-modified", ...dated });
    }
    expect(server.requests[0]?.headers).not.toHaveProperty("if-modified-since");
    expect(server.connections()).toBe(1);
  });

  it("304 is not modified, with the new ETag or the one that was sent", async () => {
    const server = await serve((_, response) => response.writeHead(304).end());
    expect(await fetcherWith().get(server.url, V1)).toEqual({ type: "not-modified", ...V1 });
    expect(await fetcherWith().get(server.url, null)).toMatchObject({ type: "failed", httpStatus: 304 });
  });

  it.each([204, 206, 400, 403, 404, 410, 429, 500, 503])(
    "%i is a failure with its status",
    async (status) => {
      const server = await serve((_, response) => response.writeHead(status).end());
      expect(await fetcherWith().get(`${server.url}/s?apiKey=secret`, null)).toEqual({
        type: "failed",
        reason: `${server.url}/s: answered with status ${status}, expected 200`,
        httpStatus: status,
        retryAfterMs: null,
      });
    },
  );

  it.each([
    ["120", 120_000],
    ["Wed, 15 Feb 2023 08:05:00 GMT", 60_000],
    ["Wed, 15 Feb 2023 08:00:00 GMT", 0],
    ["99999999999999999999", 86_400_000],
    ["soon", null],
    ["-5", null],
  ])("429 with Retry-After %s asks to wait %j ms", async (header, expected) => {
    const server = await serve((_, response) => response.writeHead(429, { "retry-after": header }).end());
    const fetcher = fetcherWith({ now: () => Date.UTC(2023, 1, 15, 8, 4) });
    expect(await fetcher.get(server.url, null)).toMatchObject({ httpStatus: 429, retryAfterMs: expected });
  });

  it("does not keep an ETag of a kilobyte and more", async () => {
    const server = await serve((_, response) => response.setHeader("etag", "x".repeat(1_025)).end("{}"));
    expect(await fetcherWith().get(server.url, null)).toMatchObject({ type: "fetched", etag: null });
  });

  it("does not keep a date that is no date's length", async () => {
    const server = await serve((_, response) =>
      response.setHeader("last-modified", "x".repeat(65)).end("{}"),
    );
    expect(await fetcherWith().get(server.url, null)).toMatchObject({ type: "fetched", lastModified: null });
  });
});

describe("a body", () => {
  const text = '{"name":"Vélo’v"}';
  it.each([
    ["gzip", gzipSync(text)],
    ["GZIP", gzipSync(text)],
    ["x-gzip", gzipSync(text)],
    ["deflate", deflateSync(text)],
    ["deflate", deflateRawSync(text)],
    ["br", brotliCompressSync(text)],
    ["identity", Buffer.from(text)],
  ])("is decoded from %s", async (encoding, body) => {
    const server = await serve((_, response) => response.setHeader("content-encoding", encoding).end(body));
    expect(await fetcherWith().get(server.url, null)).toMatchObject({ type: "fetched", text });
  });

  const plain = Buffer.from(text);
  it.each([
    ["UTF-8", plain, 'it says Content-Encoding "UTF-8", which is no encoding'],
    ["none", plain, 'it says Content-Encoding "none", which is no encoding'],
    ["aws-chunked", plain, 'it says Content-Encoding "aws-chunked", which is no encoding'],
    ["aws-chunked, gzip", gzipSync(text), null],
    ["gzip", plain, 'it says Content-Encoding "gzip", and is not encoded so'],
    ["br", plain, 'it says Content-Encoding "br", and is not encoded so'],
    ["deflate", plain, 'it says Content-Encoding "deflate", and is not encoded so'],
    ["zstd", plain, 'it says Content-Encoding "zstd", and is not encoded so'],
    ["x", Buffer.from(`\ufeff \n${text}`), 'it says Content-Encoding "x", and is not encoded so'],
    ["identity", gzipSync(text), "it is packed by gzip, and its Content-Encoding does not say so"],
    ["UTF-8", gzipSync(text), 'it says Content-Encoding "UTF-8", which is no encoding'],
    ["gzip", gzipSync(gzipSync(text)), "it is packed by gzip, and its Content-Encoding does not say so"],
    ["gzip, gzip", gzipSync(gzipSync(text)), null],
    ["gzip, br", brotliCompressSync(gzipSync(text)), null],
    ["br, gzip", gzipSync(brotliCompressSync(text)), null],
  ])("that says %s is read by what it is", async (encoding, body, note) => {
    const server = await serve((_, response) => response.setHeader("content-encoding", encoding).end(body));
    const answer = await fetcherWith().get(server.url, null);
    expect(answer).toMatchObject({ type: "fetched", text: expect.stringContaining(text) });
    expect("notes" in answer && answer.notes[0]).toBe(note ?? undefined);
  });

  it.each([
    ["gzip, br", gzipSync(text), "the body is not whole and valid br"],
    [
      "zstd",
      Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
      'the body is encoded as "zstd", expected gzip, deflate or br',
    ],
    ["gzip", Buffer.from("<html>"), "the body is not whole and valid gzip (Z_DATA_ERROR)"],
    ["gzip", gzipSync(text).subarray(0, 20), "the body is not whole and valid gzip (Z_BUF_ERROR)"],
    ["identity", gzipSync(text).subarray(0, 20), "the body is not whole and valid gzip (Z_BUF_ERROR)"],
    ["br", Buffer.from("<html>"), "the body is not whole and valid br"],
    ["gzip, gzip, gzip, gzip", gzipSync(text), "the body is encoded 4 times"],
  ])("in %s that cannot be read is a failure", async (encoding, body, reason) => {
    const server = await serve((_, response) => response.setHeader("content-encoding", encoding).end(body));
    expect(reasonOf(await fetcherWith().get(server.url, null))).toContain(reason);
  });

  it.each([
    [
      "application/json; charset=ISO-8859-1",
      "latin1",
      "it is written in iso-8859-1, and GBFS asks for UTF-8",
    ],
    [
      'application/json;charset="windows-1252"',
      "latin1",
      "it is written in windows-1252, and GBFS asks for UTF-8",
    ],
    [
      "text/plain; boundary=x; CHARSET = 'Latin1'",
      "latin1",
      "it is written in latin1, and GBFS asks for UTF-8",
    ],
    ["application/json; charset=ISO-8859-1", "utf8", 'it says charset "iso-8859-1", and is UTF-8'],
    ["application/json; charset=utf-8", "utf8", null],
    ["application/json; charset=utf-16", "utf16le", "it is written in utf-16le"],
    ["application/json", "utf16le", "it is written in utf-16le"],
    ["application/json", "utf8", null],
  ] as const)("of type %s in %s is read as it is meant", async (type, charset, note) => {
    const written = '{"name":"Köln"}';
    const server = await serve((_, response) =>
      response.setHeader("content-type", type).end(Buffer.from(written, charset)),
    );
    const notes = note === null ? [] : [note];
    expect(await fetcherWith().get(server.url, null)).toMatchObject({
      type: "fetched",
      text: written,
      notes,
    });
  });

  it.each(["application/json", "application/json; charset=klingon"])(
    "of type %s that is no UTF-8 is read as far as it is, and that is noted",
    async (type) => {
      const body = Buffer.from('{"name":"Köln"}', "latin1");
      const server = await serve((_, response) => response.setHeader("content-type", type).end(body));
      const answer = await fetcherWith().get(server.url, null);
      expect(answer).toMatchObject({
        text: '{"name":"K\ufffdln"}',
        notes: [expect.stringContaining("not valid UTF-8")],
      });
    },
  );

  it.each(["gzip", "identity"])("that is empty is empty in %s", async (encoding) => {
    const server = await serve((_, response) => response.setHeader("content-encoding", encoding).end());
    expect(await fetcherWith().get(server.url, null)).toMatchObject({ type: "fetched", text: "" });
  });

  it.each([true, false])("longer than the limit is refused, its length told before: %s", async (told) => {
    const server = await serve((_, response) => {
      if (told) response.setHeader("content-length", 2_000);
      response.write("x".repeat(1_001));
      response.on("error", () => undefined);
    });
    const answer = await fetcherWith({ wireBytesMax: 1_000 }).get(server.url, null);
    expect(reasonOf(answer)).toContain("the body is longer than 1000 bytes");
  });

  it.each([
    ["gzip", gzipSync(Buffer.alloc(50_000_000))],
    ["deflate", deflateSync(Buffer.alloc(5_000_000))],
    ["br", brotliCompressSync(Buffer.alloc(5_000_000))],
  ])("that swells out of %s beyond the limit is refused", async (encoding, bomb) => {
    const server = await serve((_, response) => response.setHeader("content-encoding", encoding).end(bomb));
    const answer = await fetcherWith({ bodyBytesMax: 100_000 }).get(server.url, null);
    expect(reasonOf(answer)).toContain("the decoded body is longer than 100000 bytes");
  });

  it("that ends too early is a failure", async () => {
    const server = await serve((_, response) => {
      response.setHeader("content-length", 100);
      response.write("half", () => response.destroy());
    });
    expect(reasonOf(await fetcherWith().get(server.url, null))).toContain(
      "it could not be fetched (ECONNRESET)",
    );
  });
});

describe("a redirect", () => {
  const hops = () =>
    serve((request, response) => {
      const left = Number((request.url ?? "").slice(1));
      if (left === 0) response.end("there");
      else response.writeHead(left === 2 ? 308 : 302, { location: `/${left - 1}` }).end("moved");
    });

  it("is followed three times, relative addresses too", async () => {
    const { url } = await hops();
    expect(await fetcherWith().get(`${url}/3`, null)).toMatchObject({ text: "there", url: `${url}/0` });
    expect(reasonOf(await fetcherWith().get(`${url}/4`, null))).toBe(`${url}/4: too many redirects`);
  });

  it.each<[string, Record<string, string>, string]>([
    ["to nowhere", {}, "answered with status 302, expected 200"],
    ["to an invalid URL", { location: "http://[" }, "it redirects to an invalid URL"],
  ])("%s is a failure", async (_, headers, reason) => {
    const server = await serve((_request, response) => response.writeHead(302, headers).end());
    expect(reasonOf(await fetcherWith().get(server.url, null))).toContain(reason);
  });
});

describe("the network", () => {
  it("that takes too long to answer is a failure", async () => {
    const server = await serve(() => undefined);
    const answer = await fetcherWith({ totalTimeoutMs: 50 }).get(`${server.url}/s?apiKey=secret`, null);
    expect(reasonOf(answer)).toBe(`${server.url}/s: no whole answer within 50 ms`);
  });

  it("that would keep a run beyond its end is given up in time, and the host is not blamed", async () => {
    stopClock();
    const server = await serve(() => void vi.advanceTimersByTime(30));
    const fetcher = fetcherWith({ remainingMs: () => 2_030 });
    for (let turn = 0; turn < 4; turn++) {
      expect(reasonOf(await fetcher.get(`${server.url}/s`, null))).toBe(
        `${server.url}/s: no whole answer before the poller had to end`,
      );
    }
    expect(server.requests).toHaveLength(4);
  });

  it("that drips is a failure: the time counts to the last byte", async () => {
    const server = await serve((_, response) => {
      const drip = setInterval(() => response.write(" "), 5);
      response.on("close", () => clearInterval(drip));
    });
    const answer = await fetcherWith({ totalTimeoutMs: 60 }).get(server.url, null);
    expect(reasonOf(answer)).toContain("no whole answer within 60 ms");
  });

  it("that does not connect in time is a failure", async () => {
    const never = () => undefined;
    const fetcher = fetcherWith({ connectTimeoutMs: 30, totalTimeoutMs: 5_000, resolve: never });
    expect(reasonOf(await fetcher.get("https://feeds.example/a?b=c", null))).toBe(
      "https://feeds.example/a: no connection within 30 ms",
    );
  });

  it("that refuses the connection is a failure", async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    await new Promise((done) => server.close(done));
    const answer = await fetcherWith().get(`http://127.0.0.1:${port}/`, null);
    expect(reasonOf(answer)).toContain("it could not be fetched (ECONNREFUSED)");
  });

  it("that answers with no HTTP is a failure", async () => {
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.resume();
      socket.end("220 mail.example ESMTP\r\n");
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    onTestFinished(() => new Promise<void>((done) => server.close(() => done())));
    const address = server.address();
    const answer = await fetcherWith().get(
      `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/`,
      null,
    );
    expect(reasonOf(answer)).toMatch(/it could not be fetched \((HPE_\w+|ECONNRESET)\)$/);
  });

  it.each(["", "no url", "https://", "//feeds.example"])("is not asked for %j", async (url) => {
    expect(reasonOf(await fetcherWith().get(url, null))).toBe(
      "the feed's address is no URL, expected https://…",
    );
  });

  it("is not asked with an ETag that is no header", async () => {
    const answer = await fetcherWith().get("http://127.0.0.1/", { etag: "a\r\nb: c", lastModified: null });
    expect(reasonOf(answer)).toContain("it could not be fetched (ERR_INVALID_CHAR)");
  });
});
