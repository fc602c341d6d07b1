import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  KinesisClient,
  PutRecordCommand,
} from "@aws-sdk/client-kinesis";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { findFreePorts, LOOPBACK, listenOnLoopback } from "../../../local/emulators/ports.ts";

/** What the gateway answers instead of the emulator; null lets the request through. */
type Fault = (operation: string) => { readonly status: number; readonly type: string } | null;

export interface TestStream {
  readonly kinesis: KinesisClient;
  /** Operations asked for, in order. */
  readonly operations: string[];
  setFault(fault: Fault): void;
  create(streamName: string, shards: number): Promise<void>;
  put(streamName: string, partitionKey: string, text: string): Promise<void>;
  close(): Promise<void>;
}

/** An emulated Kinesis behind a gateway that can refuse requests. */
export async function startTestStream(): Promise<TestStream> {
  const [plainPort = 0, tlsPort = 0] = await findFreePorts(2);
  const emulator = await startEmulator(plainPort, tlsPort);
  let fault: Fault = () => null;
  const operations: string[] = [];
  const gateway = createServer((incoming, response) => {
    const operation = String(incoming.headers["x-amz-target"]).split(".")[1] ?? "";
    operations.push(operation);
    const refused = fault(operation);
    if (refused === null) passOn(incoming, response, plainPort);
    else {
      response.writeHead(refused.status, { "content-type": "application/x-amz-json-1.1" });
      response.end(JSON.stringify({ __type: refused.type, message: "refused by the test" }));
    }
  });
  const port = await listenOnLoopback(gateway, 0);
  const kinesis = new KinesisClient({
    endpoint: `http://${LOOPBACK}:${port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    requestHandler: new NodeHttpHandler(),
    maxAttempts: 1,
  });
  return {
    kinesis,
    operations,
    setFault: (next) => {
      fault = next;
    },
    create: async (StreamName, ShardCount) => {
      await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount }));
      for (;;) {
        const summary = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
        if (summary.StreamDescriptionSummary?.StreamStatus === "ACTIVE") return;
        await sleep(10);
      }
    },
    put: async (StreamName, PartitionKey, text) => {
      await kinesis.send(new PutRecordCommand({ StreamName, PartitionKey, Data: Buffer.from(text) }));
    },
    close: async () => {
      kinesis.destroy();
      gateway.closeAllConnections();
      gateway.close();
      const ended = once(emulator, "exit");
      emulator.kill("SIGKILL");
      await ended;
    },
  };
}

function passOn(incoming: IncomingMessage, response: ServerResponse, port: number): void {
  const { headers, method, url } = incoming;
  const outgoing = request({ host: LOOPBACK, port, path: url, method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  });
  // A client that gave up, or an emulator that is being ended: the client sees a broken connection.
  outgoing.on("error", () => response.destroy());
  incoming.pipe(outgoing);
}

async function startEmulator(plainPort: number, tlsPort: number): Promise<ChildProcess> {
  const directory = dirname(createRequire(import.meta.url).resolve("kinesis-local/package.json"));
  const noTime = Object.fromEntries(
    ["CREATE", "DELETE", "SPLIT_SHARD", "MERGE_SHARDS", "UPDATE_SHARD_COUNT"].map((operation) => [
      operation === "CREATE" || operation === "DELETE"
        ? `${operation}_STREAM_DURATION`
        : `${operation}_DURATION`,
      "0ms",
    ]),
  );
  const emulator = spawn(process.execPath, [join(directory, "main.js")], {
    stdio: "ignore",
    env: {
      KINESIS_MOCK_CERT_PATH: join(directory, "server.json"),
      KINESIS_MOCK_PLAIN_PORT: String(plainPort),
      KINESIS_MOCK_TLS_PORT: String(tlsPort),
      LOG_LEVEL: "ERROR",
      ...noTime,
    },
  });
  for (let attempt = 0; attempt < 200; attempt++) {
    try {
      const health = await fetch(`http://${LOOPBACK}:${plainPort}/healthcheck`);
      if (health.ok) return emulator;
    } catch {
      // Not listening yet.
    }
    await sleep(50);
  }
  emulator.kill("SIGKILL");
  throw new Error("kinesis-local: not ready after 10 s");
}
