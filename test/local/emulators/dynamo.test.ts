import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type LocalDynamo, startDynamo } from "../../../local/emulators/dynamo.ts";
import { dynamoAt } from "./clients.ts";

let folder: string;
let running: LocalDynamo[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stationwatch-tables-"));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((dynamo) => dynamo.close()));
  rmSync(folder, { recursive: true });
});

async function start(directory: string | null = null): Promise<LocalDynamo> {
  const dynamo = await startDynamo(directory);
  running.push(dynamo);
  return dynamo;
}

const create = new CreateTableCommand({
  TableName: "states",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [{ AttributeName: "systemId", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "systemId", KeyType: "HASH" }],
});

async function createTable(client: DynamoDBClient): Promise<void> {
  await client.send(create);
  const describe = new DescribeTableCommand({ TableName: "states" });
  await vi.waitFor(async () => expect((await client.send(describe)).Table?.TableStatus).toBe("ACTIVE"), {
    interval: 5,
    timeout: 60_000,
  });
}

const put = new PutItemCommand({
  TableName: "states",
  Item: { systemId: { S: "__proto__" }, version: { N: "1" } },
  ConditionExpression: "attribute_not_exists(systemId)",
});
const get = new GetItemCommand({
  TableName: "states",
  Key: { systemId: { S: "__proto__" } },
  ConsistentRead: true,
});

test("a table is there at once, conditions hold", async () => {
  const client = dynamoAt((await start()).endpoint);
  await createTable(client);
  await client.send(put);
  await expect(client.send(put)).rejects.toThrow("The conditional request failed");
});

test("with a directory, which is created, the tables outlive the server", async () => {
  const directory = join(folder, "deep", "tables");
  const first = await start(directory);
  await createTable(dynamoAt(first.endpoint));
  await dynamoAt(first.endpoint).send(put);
  await first.close();
  const second = await start(directory);
  expect((await dynamoAt(second.endpoint).send(get)).Item?.version).toEqual({ N: "1" });
});

test("a directory in use is one sentence", async () => {
  const first = await start(folder);
  // dynalite takes the directory some time after it listens, and answers nothing before.
  await createTable(dynamoAt(first.endpoint));
  await expect(start(folder)).rejects.toThrow(
    `the tables in ${folder} are in use by another process: expected a directory of its own for each`,
  );
});

test("a directory that cannot be is one sentence", async () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  await expect(start(file)).rejects.toThrow(`cannot keep tables in ${file}: ENOTDIR`);
});

test("a client that breaks off in the middle of a request harms nobody", async () => {
  const dynamo = await start();
  const arrived = new Promise((resolve) => dynamo.server.once("request", resolve));
  const socket = connect(Number(new URL(dynamo.endpoint).port), "127.0.0.1");
  socket.write(
    "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Amz-Target: DynamoDB_20120810.PutItem\r\nContent-Length: 100\r\n\r\n{",
  );
  await arrived;
  socket.destroy();
  await createTable(dynamoAt(dynamo.endpoint));
});

test("close answers what has come in, and may be called twice", async () => {
  const dynamo = await start(folder);
  const client = dynamoAt(dynamo.endpoint);
  const handedOver = new Promise((resolve) => {
    dynamo.server.prependOnceListener("request", (request) =>
      request.once("end", () => setImmediate(resolve)),
    );
  });
  const created = client.send(create);
  await handedOver;
  await Promise.all([dynamo.close(), dynamo.close()]);
  await created;
});
