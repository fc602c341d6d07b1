import { spawn } from "node:child_process";
import { symlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { buildSync } from "esbuild";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Handlers } from "./handlers.ts";
import { isAlive, untilGone } from "./processes.ts";

let handlers: Handlers;
beforeEach(() => {
  handlers = new Handlers();
});
afterEach(() => handlers.end());

test("the function sees its own environment and Lambda's names, nothing of this process's", async () => {
  process.env.STATIONWATCH_SECRET_OF_PARENT = "seen";
  process.env.NODE_OPTIONS = "--no-deprecation";
  try {
    const fn = handlers.start("export const handler = async () => process.env;", {
      environment: {
        STREAM_NAME: "stations",
        AWS_ACCESS_KEY_ID: "local",
        AWS_LAMBDA_FUNCTION_NAME: "forged",
      },
    });
    const { payload } = await fn.invoke({});
    const variables = new Map(Object.entries(payload as Record<string, string>));
    const expected = {
      AWS_ACCESS_KEY_ID: "local",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
      AWS_LAMBDA_FUNCTION_NAME: "tried",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_REGION: "us-east-1",
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      PATH: process.env.PATH,
      STREAM_NAME: "stations",
      TZ: "UTC",
      _HANDLER: "handler-0.handler",
    };
    expect(Object.fromEntries(variables)).toMatchObject(expected);
    // The others are Lambda's names, and variables that the platform gives every process.
    const others = [...variables.keys()].filter(
      (name) => !(name in expected) && !name.startsWith("AWS_LAMBDA_"),
    );
    expect(others.filter((name) => !name.startsWith("__")).sort()).toEqual([
      "LAMBDA_TASK_ROOT",
      "_X_AMZN_TRACE_ID",
    ]);
  } finally {
    delete process.env.STATIONWATCH_SECRET_OF_PARENT;
    delete process.env.NODE_OPTIONS;
  }
});

test("the memory limit is the heap's", async () => {
  const fn = handlers.start(
    `import { getHeapStatistics } from "node:v8";
     export const handler = async () => getHeapStatistics().heap_size_limit / 1_048_576;`,
    { memoryMegabytes: 300 },
  );
  const { payload } = await fn.invoke({});
  expect(payload).toBeGreaterThanOrEqual(300);
  expect(payload).toBeLessThan(450);
});

test("lines go to the invocation in which they were printed, from both streams, broken lines and all", async () => {
  const fn = handlers.start(
    `console.log("loading");
     export const handler = async (event) => {
       console.log("out", event); console.error("err", event); process.stdout.write("no end of line " + event);
     };`,
  );
  const first = await fn.invoke(1);
  const second = await fn.invoke(2);
  expect([...first.logs].sort()).toEqual(["err 1", "loading", "no end of line 1", "out 1"]);
  expect([...second.logs].sort()).toEqual(["err 2", "no end of line 2", "out 2"]);
});

test("however much is printed, all of it is there when the invocation is over", async () => {
  const fn = handlers.start(
    `export const handler = async () => { for (let i = 0; i < 5_000; i++) console.log(String(i).padStart(100, "é")); };`,
  );
  const { logs } = await fn.invoke({});
  expect(logs).toHaveLength(5_000);
  expect(logs.at(-1)).toBe("4999".padStart(100, "é"));
});

test.each([
  ["idle", ""],
  ["busy for ever", "for (;;);"],
])("a process that is %s ends when its parent is killed", async (_, work) => {
  const handlerFile = handlers.write(
    "left.mjs",
    `import { writeSync } from "node:fs"; export const handler = async () => { writeSync(1, "pid " + process.pid + "\\n"); ${work} };`,
  );
  const script = handlers.write("parent.mjs", "");
  handlers.write("package.json", "{}");
  symlinkSync(resolve("local"), join(dirname(script), "local"));
  buildSync({
    stdin: {
      resolveDir: resolve("."),
      contents: `import { createFunction } from "./local/lambda/function.ts";
        const fn = createFunction({ name: "left", handlerFile: ${JSON.stringify(handlerFile)}, environment: {},
          memoryMegabytes: 128, timeoutMs: 60_000, onLog: (line) => process.stdout.write(line + "\\n") });
        await fn.invoke({});`,
    },
    outfile: script,
    allowOverwrite: true,
    bundle: true,
    platform: "node",
    format: "esm",
  });
  const parent = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
  const pid = await new Promise<number>((told, failed) => {
    let text = "";
    parent.on("exit", () => failed(new Error("the parent ended by itself")));
    parent.stdout.on("data", (chunk) => {
      text += chunk;
      const found = /^pid (\d+)\n/m.exec(text);
      if (found !== null) told(Number(found[1]));
    });
  });
  expect(isAlive(pid)).toBe(true);
  parent.kill("SIGKILL");
  await untilGone(pid);
});
