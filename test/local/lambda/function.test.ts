import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { Handlers, TIMEOUT_MS } from "./handlers.ts";
import { isAlive, isListed } from "./processes.ts";

let handlers: Handlers;
beforeEach(() => {
  handlers = new Handlers();
});
afterEach(() => handlers.end());

/** Stops the clock of the time-outs here; the processes have their own. */
function stopClock(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
}

test("what the handler returns is the payload, and its context tells of the function", async () => {
  const fn = handlers.start(
    `export const handler = async (event, context) => ({ event, id: context.awsRequestId, name: context.functionName,
      arn: context.invokedFunctionArn, remaining: context.getRemainingTimeInMillis(), memory: context.memoryLimitInMB });`,
    { memoryMegabytes: 256, environment: { AWS_REGION: "eu-west-3" } },
  );
  const result = await fn.invoke({ stations: ["é", "__proto__"] });
  expect(result).toMatchObject({
    status: "success",
    payload: {
      event: { stations: ["é", "__proto__"] },
      id: result.requestId,
      name: "tried",
      arn: "arn:aws:lambda:eu-west-3:000000000000:function:tried",
      memory: "256",
    },
  });
  const { remaining } = result.payload as { remaining: number };
  expect(remaining).toBeGreaterThan(0);
  expect(remaining).toBeLessThanOrEqual(TIMEOUT_MS);
  expect(result.initDurationMs).toBeGreaterThan(0);
  expect(result.report).toMatch(
    /^REPORT RequestId: [\da-f-]{36}\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 256 MB\tInit Duration: [\d.]+ ms$/,
  );
});

test("nothing returned is a payload of null, and a CommonJS bundle does as well", async () => {
  const handlerFile = handlers.write("index.cjs", "exports.handler = async () => {};");
  const result = await handlers.start("", { handlerFile }).invoke(undefined);
  expect(result).toMatchObject({ status: "success", payload: null });
});

test("an environment is reused, one invocation at a time, in the order they came", async () => {
  const fn = handlers.start(
    `let count = 0, running = 0;
     export const handler = async (event) => {
       const together = ++running; await new Promise((r) => setTimeout(r, 5)); running--;
       return [event, ++count, together, process.pid]; };`,
  );
  const results = await Promise.all([fn.invoke("a"), fn.invoke("b"), fn.invoke("c")]);
  const payloads = results.map((result) => result.payload as [string, number, number, number]);
  expect(payloads.map((payload) => payload.slice(0, 3))).toEqual([
    ["a", 1, 1],
    ["b", 2, 1],
    ["c", 3, 1],
  ]);
  expect(new Set(payloads.map(([, , , pid]) => pid)).size).toBe(1);
  expect(results.map(({ initDurationMs }) => initDurationMs === null)).toEqual([false, true, true]);
});

test("an error that is thrown is told with its type and stack, and the environment lives on", async () => {
  const fn = handlers.start(
    `let count = 0; class FeedDown extends Error { name = "FeedDown"; }
     export const handler = async () => { if (++count === 1) throw new FeedDown("no answer"); return count; };`,
  );
  const result = await fn.invoke({});
  expect(result).toMatchObject({
    status: "error",
    payload: null,
    error: { errorType: "FeedDown", errorMessage: "no answer" },
  });
  expect(result.error?.stackTrace.join("\n")).toContain("handler-0.mjs");
  expect(result.logs.join("\n")).toContain("FeedDown");
  expect(result.report).toContain("Status: error\tError Type: FeedDown");
  expect(await fn.invoke({})).toMatchObject({ status: "success", payload: 2, initDurationMs: null });
});

test("what is no Error can be thrown too, and what is no JSON is an error", async () => {
  const fn = handlers.start(
    `export const handler = async (event) => { if (event === "throw") throw "just text"; return { count: 1n }; };`,
  );
  expect(await fn.invoke("throw")).toMatchObject({
    error: { errorType: "string", errorMessage: "just text" },
  });
  expect(await fn.invoke("return")).toMatchObject({ status: "error", error: { errorType: "TypeError" } });
});

test.each([
  ["throws", `throw new RangeError("bad configuration");`, "RangeError", /bad configuration/],
  ["has no handler", "export const other = 1;", "Runtime.HandlerNotFound", /exports no function "handler"/],
  ["ends the process", "process.exit(7);", "Runtime.ExitError", /exited with code 7 while its module loaded/],
])("a module that %s is an init error", async (_, source, errorType, message) => {
  const result = await handlers.start(source).invoke({});
  expect(result).toMatchObject({ status: "init-error", payload: null, durationMs: 0 });
  expect(result.error).toMatchObject({ errorType, errorMessage: expect.stringMatching(message) });
});

test("after an init error the next invocation tries again", async () => {
  const marker = handlers.write("marker", "");
  const fn = handlers.start(
    `import { existsSync, unlinkSync } from "node:fs";
     if (existsSync(process.env.MARKER)) { unlinkSync(process.env.MARKER); console.log("starting"); throw new Error("not yet"); }
     export const handler = async () => "ready";`,
    { environment: { MARKER: marker } },
  );
  const first = await fn.invoke({});
  expect(first).toMatchObject({ status: "init-error", error: { errorMessage: "not yet" } });
  expect(first.logs[0]).toBe("starting");
  expect(await fn.invoke({})).toMatchObject({ status: "success", payload: "ready" });
});

test("a module that never loads is given up", async () => {
  const fn = handlers.start("await new Promise(() => setInterval(() => {}, 1000));");
  stopClock();
  const result = fn.invoke({});
  while (vi.getTimerCount() === 0) await new Promise((turn) => setImmediate(turn));
  vi.advanceTimersByTime(10_000);
  expect((await result).error?.errorMessage).toBe("the module did not load within 10000 ms");
});

test("at its deadline the process is killed, even in an endless loop, and the next invocation works", async () => {
  stopClock();
  let tellAtWork = () => {};
  const atWork = new Promise<void>((resolve) => {
    tellAtWork = resolve;
  });
  const fn = handlers.start(
    `export const handler = async (event) => { console.log(process.pid); if (event === "hang") for (;;); return event; };`,
    { timeoutMs: 500, onLog: () => tellAtWork() },
  );
  const hanging = fn.invoke("hang");
  await atWork;
  vi.advanceTimersByTime(500);
  const late = await hanging;
  expect(late).toMatchObject({
    status: "timeout",
    error: { errorType: "Sandbox.Timedout", errorMessage: "the task timed out after 0.50 seconds" },
  });
  expect(isAlive(Number(late.logs[0]))).toBe(false);
  const next = await fn.invoke("fine");
  expect(next).toMatchObject({ status: "success", payload: "fine" });
  expect(next.logs[0]).not.toBe(late.logs[0]);
});

test.each([
  ["process.exit(3)", "the process exited with code 3 before it answered"],
  [
    `process.kill(process.pid, "SIGKILL"); await new Promise(() => {})`,
    "the process was ended by SIGKILL before it answered",
  ],
  [
    `setTimeout(() => { throw new Error("stray") }); await new Promise(() => {})`,
    "the process exited with code 1 before it answered",
  ],
  ["await new Promise(() => {})", /^the process exited with code \d+ before it answered$/],
])(
  "a process that ends in the middle is a crash, and the next invocation works: %s",
  async (end, message) => {
    const fn = handlers.start(
      `export const handler = async (event) => { if (event === "end") { console.log("last words"); ${end}; } return event; };`,
    );
    const result = await fn.invoke("end");
    expect(result).toMatchObject({ status: "crash", error: { errorType: "Runtime.ExitError" } });
    expect(result.error?.errorMessage).toMatch(message);
    expect(result.logs[0]).toBe("last words");
    expect(await fn.invoke("fine")).toMatchObject({ status: "success", payload: "fine" });
  },
);

test("a process that dies between two invocations is replaced", async () => {
  const fn = handlers.start(
    "export const handler = async () => { setTimeout(() => process.exit(9), 20); return process.pid; };",
  );
  const first = await fn.invoke({});
  while (isListed(Number(first.payload))) await new Promise((turn) => setTimeout(turn, 5));
  expect(await fn.invoke({})).toMatchObject({ status: "success" });
});

test("a payload beyond Lambda's limit is refused, in either direction", async () => {
  const fn = handlers.start("export const handler = async (event) => 'x'.repeat(event.length ?? 7_000_000);");
  expect(await fn.invoke({})).toMatchObject({ error: { errorType: "Function.ResponseSizeTooLarge" } });
  expect(await fn.invoke("y".repeat(7_000_000))).toMatchObject({ error: { errorType: "RequestTooLarge" } });
  expect(await fn.invoke("yy")).toMatchObject({ payload: "xx" });
});

test("close kills the process; what runs, waits or comes later ends as closed", async () => {
  let pid = 0;
  let toldPid: () => void = () => {};
  const pidTold = new Promise<void>((resolve) => {
    toldPid = resolve;
  });
  const fn = handlers.start(
    "export const handler = async () => { console.log(process.pid); await new Promise((r) => setTimeout(r, 60_000)); };",
    {
      onLog: (line) => {
        pid = Number(line);
        toldPid();
      },
    },
  );
  const running = fn.invoke({});
  const waiting = fn.invoke({});
  await pidTold;
  await fn.close();
  expect(isAlive(pid)).toBe(false);
  for (const result of [await running, await waiting, await fn.invoke({})]) {
    expect(result).toMatchObject({ status: "crash", error: { errorType: "Function.Closed" } });
  }
});

test("close while the environment starts leaves nothing behind", async () => {
  const fn = handlers.start("export const handler = async () => {};");
  const result = fn.invoke({});
  await fn.close();
  expect((await result).error?.errorType).toBe("Function.Closed");
});
