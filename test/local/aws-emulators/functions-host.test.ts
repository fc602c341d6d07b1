import { afterEach, beforeEach, expect, test } from "vitest";
import { type FunctionsHost, startFunctionsHost } from "../../../local/aws-emulators/functions-host.ts";
import { Handlers, TIMEOUT_MS } from "../lambda/handlers.ts";

let handlers: Handlers;
let host: FunctionsHost;
beforeEach(async () => {
  handlers = new Handlers();
  host = await startFunctionsHost();
});
afterEach(async () => {
  await host.close();
  await handlers.end();
});

async function call(method: string, id: string, body?: object, url = host.url): Promise<Response> {
  return await fetch(`${url}/${id}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function put(id: string, source: string): Promise<void> {
  const handlerFile = handlers.write(`${id}.mjs`, source);
  const settings = { name: id, handlerFile, environment: {}, timeoutMs: TIMEOUT_MS, memoryMegabytes: 128 };
  expect((await call("PUT", id, settings)).status).toBe(200);
}

async function invoke(id: string, event: string) {
  const answer = await call("POST", id, { event });
  return (await answer.json()) as { isError: boolean; payload: string; logs: string };
}

test("a function answers with JSON and a log such as Lambda's, again and again from one process", async () => {
  await put(
    "counts",
    `let n = 0; export const handler = async (given) => { console.log("seen"); return [given, ++n]; };`,
  );
  expect(await invoke("counts", '{"a":1}')).toMatchObject({ isError: false, payload: '[{"a":1},1]' });
  const { payload, logs } = await invoke("counts", "");
  expect(payload).toBe("[null,2]");
  expect(logs).toMatch(
    /^START RequestId: (\S+) Version: \$LATEST\nseen\nEND RequestId: \1\nREPORT RequestId: \1\t.*\n$/,
  );
});

test("an error is told as one, with its type", async () => {
  await put("fails", `export const handler = async () => { throw new RangeError("too far"); };`);
  const { isError, payload } = await invoke("fails", "{}");
  expect(isError).toBe(true);
  expect(JSON.parse(payload)).toMatchObject({ errorType: "RangeError", errorMessage: "too far" });
});

test("each environment is by itself, and ends when it is deleted", async () => {
  for (const id of ["one", "two"]) await put(id, "export const handler = async () => process.pid;");
  const [one, two] = [await invoke("one", "{}"), await invoke("two", "{}")];
  expect(one.payload).not.toBe(two.payload);
  await call("DELETE", "one");
  expect(() => process.kill(Number(one.payload), 0)).toThrow();
  expect(process.kill(Number(two.payload), 0)).toBe(true);
  expect((await call("POST", "one", { event: "{}" })).status).toBe(404);
});

test("nobody finds it who does not know its secret", async () => {
  const { origin } = new URL(host.url);
  await put("hidden", "export const handler = async () => 1;");
  for (const url of [origin, `${origin}/00000000-0000-0000-0000-000000000000`])
    expect((await call("POST", "hidden", { event: "{}" }, url)).status).toBe(404);
});
