import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createBus } from "../../../local/emulators/bus.ts";
import { startDynamo } from "../../../local/emulators/dynamo.ts";
import { startGateway } from "../../../local/emulators/gateway.ts";
import { startKinesis } from "../../../local/emulators/kinesis.ts";
import { createQueue } from "../../../local/emulators/queue.ts";
import { RuntimeApi } from "../../../local/lambda/runtime-api.ts";
import { familyOf } from "../../e2e/child.ts";

/** The services by name, with a request that each answers a program. */
const services = new Map<string, { endpoint: string; method: string; path: string; target: string }>();
const closing: (() => Promise<void>)[] = [];
let invocation: Promise<unknown>;

beforeAll(async () => {
  const dynamo = await startDynamo();
  const kinesis = await startKinesis();
  const parts = { queue: createQueue([], () => {}), bus: createBus(() => {}) };
  const gateway = await startGateway({ dynamo: dynamo.server, kinesis: kinesis.server, ...parts });
  const api = await RuntimeApi.start();
  for (const part of [dynamo, kinesis, gateway, api]) closing.unshift(() => part.close());
  const post = { method: "POST", path: "/" };
  const listTables = "DynamoDB_20120810.ListTables";
  const listStreams = "Kinesis_20131202.ListStreams";
  services.set("tables", { endpoint: dynamo.endpoint, ...post, target: listTables });
  services.set("the stream", { endpoint: kinesis.endpoint, ...post, target: listStreams });
  services.set("tables behind the gateway", { endpoint: gateway.endpoint, ...post, target: listTables });
  services.set("the stream behind the gateway", { endpoint: gateway.endpoint, ...post, target: listStreams });
  services.set("the bus", { endpoint: gateway.endpoint, ...post, target: "AWSEvents.PutEvents" });
  services.set("the queue", { endpoint: gateway.endpoint, ...post, target: "AmazonSQS.ListQueues" });
  const next = `/${api.address.split("/")[1]}/2018-06-01/runtime/invocation/next`;
  services.set("the Runtime API", {
    endpoint: `http://${api.address.split("/")[0]}`,
    method: "GET",
    path: next,
    target: "",
  });
  invocation = api.invoke({
    requestId: "only",
    event: "{}",
    deadlineAt: 0,
    functionArn: "arn",
    traceId: "trace",
  });
});
afterAll(async () => {
  for (const close of closing) await close();
});

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
}

function ask(
  service: string,
  headers: Record<string, string>,
  change: { method?: string; path?: string } = {},
) {
  const { endpoint, target, ...usual } = services.get(service) ?? { endpoint: "", target: "" };
  const { method, path } = { ...usual, ...change } as { method: string; path: string };
  const signed = {
    Authorization: "AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature=x",
    "X-Amz-Date": "20260504T070000Z",
  };
  return new Promise<Answer>((resolve, reject) => {
    const outgoing = request(endpoint, {
      method,
      path,
      agent: false,
      headers: {
        ...signed,
        "X-Amz-Target": target,
        "Content-Type": `application/x-amz-json-${target.startsWith("Kinesis") ? "1.1" : "1.0"}`,
        ...headers,
      },
    });
    outgoing.on("error", reject).on("response", (response) => {
      response.resume().on("end", () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers });
      });
    });
    outgoing.end(method === "POST" ? "{}" : undefined);
  });
}

const PREFLIGHT = {
  "Access-Control-Request-Method": "POST",
  "Access-Control-Request-Headers": "x-amz-target",
};

const FROM_PAGES: readonly (readonly [name: string, headers: Record<string, string>, method?: string])[] = [
  ["a page of any origin", { Origin: "https://evil.example" }],
  ["a page from a file", { Origin: "null" }],
  ["a page of this machine", { Origin: "http://127.0.0.1:3000" }],
  ["a form or a picture of a page", { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors" }],
  ["an address that was typed into a browser", { "Sec-Fetch-Site": "none" }],
  ["a preflight", { Origin: "https://evil.example", ...PREFLIGHT }, "OPTIONS"],
  ["a preflight without its origin", PREFLIGHT, "OPTIONS"],
  ["a name that was bound to this machine", { Host: "evil.example" }],
  ["such a name with a port", { Host: "evil.example:8000" }],
  ["a name that looks like an address", { Host: "127.0.0.1.evil.example" }],
  ["a user before the address", { Host: "evil.example@127.0.0.1" }],
];

const SERVICES = [
  "tables",
  "the stream",
  "tables behind the gateway",
  "the stream behind the gateway",
  "the bus",
  "the queue",
  "the Runtime API",
];

test.each(SERVICES)("%s: no page is answered, nor may it read that it was refused", async (service) => {
  for (const [name, headers, method] of FROM_PAGES) {
    const { status, headers: answered } = await ask(service, headers, method === undefined ? {} : { method });
    expect({ name, status }).toEqual({ name, status: 403 });
    expect(Object.keys(answered).filter((header) => header.startsWith("access-control"))).toEqual([]);
  }
});

test("whoever does not know the secret of the Runtime API takes no invocation away", async () => {
  const path = "/2018-06-01/runtime/invocation/next";
  for (const wrong of [path, `/00000000-0000-0000-0000-000000000000${path}`, `//${path}`]) {
    expect(await ask("the Runtime API", {}, { path: wrong })).toMatchObject({ status: 404 });
  }
});

test.each(SERVICES)("%s: a program is answered, by each name of this machine", async (service) => {
  const port = new URL(services.get(service)?.endpoint ?? "").port;
  for (const host of service === "the Runtime API"
    ? ["127.0.0.1"]
    : ["127.0.0.1", "localhost", "[::1]", "LOCALHOST"]) {
    expect((await ask(service, { Host: `${host}:${port}` })).status).toBe(200);
  }
  if (service === "the Runtime API") expect(await Promise.race([invocation, "taken"])).toBe("taken");
});

// Only /proc says at which ports a process listens.
test.runIf(process.platform === "linux")(
  "the process of the stream answers nobody but its parent",
  async () => {
    const ports = portsOfChildren();
    expect(ports.length).toBeGreaterThan(0);
    for (const { address, port } of ports) {
      expect(address).toBe(LOOPBACK_IN_HEX);
      expect(await answerAt(port)).toBe("");
    }
  },
);

/** 127.0.0.1 as /proc writes it. */
const LOOPBACK_IN_HEX = "0100007F";

/** Where the children of this process listen. */
function portsOfChildren(): { address: string; port: number }[] {
  const [, ...children] = familyOf(process.pid) ?? [];
  const sockets = new Set(children.flatMap(socketsOf));
  const lines = ["tcp", "tcp6"].flatMap((file) =>
    readFileSync(`/proc/net/${file}`, "utf8").split("\n").slice(1),
  );
  return lines.flatMap((line) => {
    const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
    const isListening = state === "0A" && sockets.has(`socket:[${inode}]`);
    const [address = "", port = ""] = local.split(":");
    return isListening ? [{ address, port: Number.parseInt(port, 16) }] : [];
  });
}

function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
  } catch {
    // The process or one of its descriptors is gone.
    return [];
  }
}

function answerAt(port: number): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1");
    socket.write("GET /healthcheck HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".padEnd(200));
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(answer));
  });
}
