import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DEFAULT_NAMES } from "../../../functions/runtime/environment.ts";
import {
  FUNCTION_NAMES,
  type FunctionName,
  functionEnvironment,
} from "../../../functions/runtime/functions.ts";
import { findFreePorts, LOOPBACK, listenOnLoopback } from "../../../local/emulators/ports.ts";
import { startNode } from "../../e2e/child.ts";
import { COMMAND, ROOT } from "../../e2e/played-tape.ts";
import { attach } from "./debugger.ts";
import { Handlers } from "./handlers.ts";

/** An event that the poller refuses before it uses any service. */
const REFUSED = { shard: 5, of: 2 };
const THROWS = "functions/poll/shard.ts";

let handlers: Handlers;
beforeEach(() => {
  handlers = new Handlers();
});
afterEach(() => handlers.end());

/** Where the source throws, in the form of a stack trace. */
function placeOfThrow(): string {
  const lines = readFileSync(join(ROOT, THROWS), "utf8").split("\n");
  return `${join(ROOT, THROWS)}:${lines.findIndex((line) => line.includes("throw new Error(")) + 1}:`;
}

function built(name: FunctionName) {
  const names = functionEnvironment(name, { ...DEFAULT_NAMES, faultsQueueUrl: "http://127.0.0.1:9/queue" });
  return {
    handlerFile: join(ROOT, `dist/functions/${name}/index.mjs`),
    environment: { ...names, AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" },
  };
}

test("a stack trace of a function shows files and lines of its source, in the answer and in the log", async () => {
  const result = await handlers.start("", built("poll")).invoke(REFUSED);
  expect(result).toMatchObject({ status: "error", error: { errorType: "Error" } });
  expect(result.error?.stackTrace[0]).toContain(placeOfThrow());
  expect(result.logs.join("\n")).toContain(placeOfThrow());
});

test.each(FUNCTION_NAMES)("the source map of %s names sources that are there", (name) => {
  const { handlerFile } = built(name);
  const { sources } = JSON.parse(readFileSync(`${handlerFile}.map`, "utf8")) as { sources: string[] };
  const handler = sources.find((source) => source.endsWith(`functions/${name}/handler.ts`)) ?? "";
  expect(join(handlerFile, "..", handler)).toBe(join(ROOT, `functions/${name}/handler.ts`));
});

/** The `ws:` address of the process that waits on the port. */
async function addressAt(port: number): Promise<string> {
  const response = await fetch(`http://${LOOPBACK}:${port}/json/list`);
  const [target] = (await response.json()) as { webSocketDebuggerUrl: string }[];
  return target?.webSocketDebuggerUrl ?? "";
}

describe("invoke --inspect", () => {
  /** Starts the command with an event that the poller refuses, and waits until it waits for a debugger. */
  async function startCommand() {
    const [port = 0] = await findFreePorts(1);
    const event = handlers.write("event.json", JSON.stringify(REFUSED));
    const words = [
      "invoke",
      "poll",
      "--event",
      event,
      "--inspect",
      `${port}`,
      "--endpoint",
      "http://127.0.0.1:9",
    ];
    const command = startNode([COMMAND, ...words], { cwd: ROOT });
    await command.until("stderr", /Debugger listening/);
    return { port, command };
  }

  test("says where to attach, and goes on when a debugger lets it", async () => {
    const { port, command } = await startCommand();
    const address = await addressAt(port);
    const attached = await attach(address);
    attached.send("Runtime.runIfWaitingForDebugger");
    const { code, stdout, stderr } = await command.ended;
    attached.close();
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^poll waits for a debugger.*:\nDebugger listening on ws:/);
    expect(stderr).toContain(address);
    expect(stderr).toContain(placeOfThrow());
  });

  test("leaves no process behind when the command is killed", async () => {
    const { port, command } = await startCommand();
    command.signal("SIGKILL");
    await command.ended;
    for (let isThere = true; isThere; await sleep(10)) {
      isThere = await addressAt(port).then(Boolean, () => false);
    }
  });
});

describe("a function with a port for a debugger", () => {
  const ADDRESS = /^Debugger listening on (ws:\S+)$/;

  test("stops before the handler is called, and has no time-out", async () => {
    let tell = (_: string) => {};
    const told = new Promise<string>((resolve) => {
      tell = resolve;
    });
    const debugged = handlers.start("export const handler = async (event) => event;", {
      inspectPort: 0,
      timeoutMs: 100,
      onLog: (line) => {
        const [, address] = ADDRESS.exec(line) ?? [];
        if (address !== undefined) tell(address);
      },
    });
    const answered = debugged.invoke("fine");
    const attached = await attach(await told);
    await sleep(200);
    attached.send("Debugger.enable");
    attached.send("Runtime.runIfWaitingForDebugger");
    await attached.hears("Debugger.paused");
    await sleep(200);
    attached.send("Debugger.resume");
    expect(await answered).toMatchObject({ status: "success", payload: "fine" });
    attached.close();
  });

  test("does not start where the port is taken", async () => {
    const server = createServer();
    try {
      const inspectPort = await listenOnLoopback(server, 0);
      const result = await handlers
        .start("export const handler = async () => {};", { inspectPort })
        .invoke({});
      expect(result).toMatchObject({ status: "init-error", error: { errorType: "Runtime.InspectorFailed" } });
    } finally {
      server.close();
    }
  });
});
