import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  PutRecordsCommand,
} from "@aws-sdk/client-kinesis";
import { buildSync } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createBus } from "../../../local/emulators/bus.ts";
import { type LocalDynamo, startDynamo } from "../../../local/emulators/dynamo.ts";
import { type Gateway, startGateway } from "../../../local/emulators/gateway.ts";
import { type LocalKinesis, startKinesis } from "../../../local/emulators/kinesis.ts";
import { createQueue } from "../../../local/emulators/queue.ts";
import { isAlive, untilGone } from "../lambda/processes.ts";
import { kinesisAt } from "./clients.ts";

let kinesis: LocalKinesis;
let dynamo: LocalDynamo;
let gateway: Gateway;
beforeAll(async () => {
  kinesis = await startKinesis();
  dynamo = await startDynamo();
  gateway = await startGateway({
    dynamo: dynamo.server,
    kinesis: kinesis.server,
    queue: createQueue([], () => {}),
    bus: createBus(() => {}),
  });
});
afterAll(async () => {
  await gateway?.close();
  await dynamo?.close();
  await kinesis?.close();
});

test.each([
  ["itself", () => kinesis.endpoint],
  ["the gateway", () => gateway.endpoint],
])("a stream is there at once, and gives back what was put, by %s", async (name, endpoint) => {
  const client = kinesisAt(endpoint());
  const StreamName = `stations-${name.length}`;
  await client.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
  const summary = await client.send(new DescribeStreamSummaryCommand({ StreamName }));
  expect(summary.StreamDescriptionSummary?.StreamStatus).toBe("ACTIVE");
  // Larger than one chunk of a socket.
  const Records = ["a", "b", "c"].map((letter) => ({
    PartitionKey: "city",
    Data: Buffer.from(letter.repeat(200_000)),
  }));
  expect((await client.send(new PutRecordsCommand({ StreamName, Records }))).FailedRecordCount).toBe(0);
  const [shard] = (await client.send(new ListShardsCommand({ StreamName }))).Shards ?? [];
  const { ShardIterator } = await client.send(
    new GetShardIteratorCommand({ StreamName, ShardId: shard?.ShardId, ShardIteratorType: "TRIM_HORIZON" }),
  );
  const read = await client.send(new GetRecordsCommand({ ShardIterator }));
  expect(read.Records?.map(({ Data }) => Buffer.from(Data ?? []).toString())).toEqual(
    Records.map(({ Data }) => Data.toString()),
  );
});

test("an error of the stream keeps its name through the gateway", async () => {
  const describe = new DescribeStreamSummaryCommand({ StreamName: "nowhere" });
  await expect(kinesisAt(gateway.endpoint).send(describe)).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test.each([
  ["no iterator", "abc", "InvalidArgumentException", "Invalid ShardIterator."],
  [
    "an iterator with bytes that nobody wrote",
    "A".repeat(224),
    "InvalidArgumentException",
    "Invalid ShardIterator.",
  ],
])("%s is refused as by AWS, and not as an error of the stream", async (_, ShardIterator, name, message) => {
  for (const { endpoint } of [kinesis, gateway]) {
    const read = kinesisAt(endpoint).send(new GetRecordsCommand({ ShardIterator }));
    await expect(read).rejects.toMatchObject({ name, message });
  }
});

test("data that is no base 64 is refused as by AWS", async () => {
  const answer = await fetch(kinesis.endpoint, {
    method: "POST",
    headers: {
      "X-Amz-Target": "Kinesis_20131202.PutRecord",
      "Content-Type": "application/x-amz-json-1.1",
      Authorization: "AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature=x",
      "X-Amz-Date": "20260504T070000Z",
    },
    body: JSON.stringify({ StreamName: "stations-6", PartitionKey: "city", Data: "%%%" }),
  });
  expect({ status: answer.status, ...((await answer.json()) as object) }).toMatchObject({
    status: 400,
    __type: "SerializationException",
  });
});

test("only loopback is bound", async () => {
  const addresses = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const outside = addresses.find(({ internal, family }) => !internal && family === "IPv4")?.address;
  // Without another network interface, any other address of 127.0.0.0/8 shows the same.
  await expect(canConnect(outside ?? "127.0.0.2", kinesis.endpoint)).resolves.toBe(false);
  await expect(canConnect("127.0.0.1", kinesis.endpoint)).resolves.toBe(true);
});

test("a stream that is not ready in time is one sentence, and leaves no process", async () => {
  await expect(startKinesis({ readyTimeoutMs: 0 })).rejects.toThrow(
    /^kinesis-local was not ready within 0 ms: http:\/\/127\.0\.0\.1:\d+\/healthcheck did not answer 200$/,
  );
});

test("it ends when its parent is killed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "stationwatch-kinesis-"));
  try {
    const script = join(folder, "parent.mjs");
    const preload = JSON.stringify(resolve("local/emulators/kinesis-preload.mjs"));
    buildSync({
      stdin: {
        resolveDir: resolve("."),
        contents: `import { spawn } from "node:child_process";
          const child = spawn(process.execPath, ["--import", ${preload}, "-e", "setInterval(() => {}, 1000); console.log(process.pid)"],
            { stdio: ["ignore", "inherit", "inherit", "pipe"], detached: true });
          child.stdio[3].on("error", () => {});`,
      },
      outfile: script,
      bundle: true,
      platform: "node",
      format: "esm",
    });
    const parent = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
    const pid = await new Promise<number>((told) =>
      parent.stdout.once("data", (chunk) => told(Number(chunk))),
    );
    expect(isAlive(pid)).toBe(true);
    parent.kill("SIGKILL");
    await untilGone(pid);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function canConnect(host: string, endpoint: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(endpoint).port), host);
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
