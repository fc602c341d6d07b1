import { createServer, type RequestListener } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { messageOf } from "../../functions/core/messages.ts";
import { createPost } from "../../functions/http/post.ts";
import { closeAtOnce, listenOnLoopback } from "../../local/emulators/ports.ts";

const servers: ReturnType<typeof createServer>[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await closeAtOnce(server);
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  return `http://127.0.0.1:${await listenOnLoopback(server, 0)}/hook`;
}

const BODY = new TextEncoder().encode('{"text":"é"}');
const post = createPost({ loopbackHttp: true, timeoutMs: 2_000 });
const send = (address: string) => post(address, { "content-type": "application/json" }, BODY);

test("the bytes arrive once, with their headers, and the status comes back", async () => {
  const heard: unknown[] = [];
  const address = await serve(async (request, response) => {
    const { method, url, headers } = request;
    heard.push([method, url, headers["content-type"], headers["content-length"], await text(request)]);
    response.writeHead(202).end("thanks");
  });
  expect(await send(address)).toEqual({ status: 202, retryAfterMs: null });
  expect(heard).toEqual([["POST", "/hook", "application/json", "13", '{"text":"é"}']]);
});

describe("an answer", () => {
  test("that asks for patience says how long", async () => {
    const address = await serve((_, response) => response.writeHead(429, { "retry-after": "120" }).end());
    expect(await send(address)).toEqual({ status: 429, retryAfterMs: 120_000 });
  });

  test("that leads elsewhere is not followed", async () => {
    let asked = 0;
    const other = await serve((_, response) => {
      asked++;
      response.end();
    });
    const address = await serve((_, response) => response.writeHead(307, { location: other }).end());
    expect(await send(address)).toEqual({ status: 307, retryAfterMs: null });
    expect(asked).toBe(0);
  });

  test("of ten megabytes is not read", async () => {
    let written = 0;
    const address = await serve((_, response) => {
      const chunk = Buffer.alloc(1_000_000);
      const more = () => {
        while (written < 10 && !response.destroyed) {
          written++;
          if (!response.write(chunk)) return void response.once("drain", more);
        }
        response.end();
      };
      more();
    });
    expect(await send(address)).toMatchObject({ status: 200 });
    expect(written).toBeLessThan(10);
  });
});

test.each<[string, RequestListener]>([
  ["that hangs", () => undefined],
  ["that closes", (request) => request.socket.destroy()],
  [
    "whose head never ends",
    (request) => void request.socket.write(`HTTP/1.1 200 OK\r\nx: ${"a".repeat(70_000)}`),
  ],
])("a server %s has not answered", async (_, listener) => {
  const quick = createPost({ loopbackHttp: true, timeoutMs: 150 });
  const said = await quick(await serve(listener), {}, BODY).catch(messageOf);
  expect(said).toMatch(
    /^(no answer within 150 ms|it could not be reached|the server ended|it sends more than)/,
  );
});

test.each([
  ["http://192.168.1.1/hook", "192.168.1.1 is not a loopback address"],
  ["https://169.254.169.254/hook", "169.254.169.254 is not a public address"],
  ["https://[::1]/hook", "::1 is not a public address"],
  ["ftp://example.org/secret", "ftp: is not fetched, expected https:"],
  ["https://user:secret@example.org/", "an address with a user name is not fetched"],
  ["secret", "its address is no URL, expected https://…"],
])("%s is not asked", async (address, says) => {
  expect(await send(address).catch(messageOf)).toBe(says);
});

test("plain http is not spoken where loopback is not allowed, and a private address behind a name is refused", async () => {
  const strict = createPost({
    loopbackHttp: false,
    resolve: (_, __, answer) => answer(null, [{ address: "10.0.0.1", family: 4 }]),
  });
  const address = await serve((_, response) => response.end());
  expect(await strict(address, {}, BODY).catch(messageOf)).toBe("http: is not fetched, expected https:");
  expect(await strict("https://hook.example/secret", {}, BODY).catch(messageOf)).toBe(
    "10.0.0.1, one of its addresses, is not a public one",
  );
});
