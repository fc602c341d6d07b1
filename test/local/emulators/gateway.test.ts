import { ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { ListStreamsCommand } from "@aws-sdk/client-kinesis";
import {
  DeleteMessageCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BusEvent, createBus } from "../../../local/emulators/bus.ts";
import { type LocalDynamo, startDynamo } from "../../../local/emulators/dynamo.ts";
import { type Gateway, startGateway } from "../../../local/emulators/gateway.ts";
import { findFreePorts } from "../../../local/emulators/ports.ts";
import { createQueue } from "../../../local/emulators/queue.ts";
import { dynamoAt, kinesisAt, sqsAt } from "./clients.ts";

const events: BusEvent[] = [];
const told: string[] = [];
let dynamo: LocalDynamo;
let gateway: Gateway;
beforeAll(async () => {
  dynamo = await startDynamo();
  const [deadPort] = await findFreePorts(1);
  gateway = await startGateway({
    dynamo: dynamo.server,
    kinesisEndpoint: `http://127.0.0.1:${deadPort}`,
    queue: createQueue((body) => told.push(body)),
    bus: createBus((event) => events.push(event)),
  });
});
afterAll(async () => {
  await gateway.close();
  await dynamo.close();
});

const queueUrl = (name: string) => `${gateway.endpoint}/000000000000/${name}`;

test("tables answer through the gateway, and errors keep their name", async () => {
  const client = dynamoAt(gateway.endpoint);
  expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual([]);
  await expect(client.send(new ListTablesCommand({ Limit: 0 }))).rejects.toMatchObject({
    name: "ValidationException",
  });
});

test("events reach the bus", async () => {
  const client = new EventBridgeClient({
    endpoint: gateway.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const entry = { Source: "stationwatch", DetailType: "Alerts Changed", Detail: `{"opened":[]}` };
  expect((await client.send(new PutEventsCommand({ Entries: [entry] }))).FailedEntryCount).toBe(0);
  expect(events).toEqual([{ source: "stationwatch", detailType: "Alerts Changed", detail: { opened: [] } }]);
});

test("a stream that is gone is told as unavailable, in a sentence", async () => {
  await expect(kinesisAt(gateway.endpoint).send(new ListStreamsCommand({}))).rejects.toThrow(
    /^the stream at http:\/\/127\.0\.0\.1:\d+ does not answer: .*ECONNREFUSED/,
  );
});

test("a call for no known service gets 404 and a sentence, the newer protocol 400", async () => {
  const unknown = await fetch(gateway.endpoint, {
    method: "POST",
    headers: { "X-Amz-Target": "Logs_1.Put" },
    body: "{}",
  });
  expect(unknown.status).toBe(404);
  expect(await unknown.json()).toMatchObject({
    message: `nothing here answers POST / with X-Amz-Target "Logs_1.Put": expected a request to DynamoDB, Kinesis, SQS or EventBridge`,
  });
  const rpc = await fetch(`${gateway.endpoint}/service/DynamoDB_20120810/operation/ListTables`, {
    method: "POST",
    body: Buffer.from([0xa0]),
  });
  expect(rpc.status).toBe(400);
  expect(await rpc.json()).toMatchObject({
    message: expect.stringContaining("DynamoDB_20120810 ListTables came in the smithy-rpc-v2 protocol"),
  });
});

test("a port that is taken is one sentence", async () => {
  const port = Number(new URL(gateway.endpoint).port);
  const parts = { dynamo: dynamo.server, queue: createQueue(() => {}), bus: createBus(() => {}) };
  await expect(startGateway({ port, kinesisEndpoint: gateway.endpoint, ...parts })).rejects.toThrow(
    `port ${port} on 127.0.0.1 is taken by another program`,
  );
});

test("a message is sent, told, received, hidden, seen again and deleted", async () => {
  const client = sqsAt(gateway.endpoint);
  const QueueUrl = queueUrl("faults");
  const MessageBody = `{"reason":"größer als ein Mebibyte\\n"}`;
  const sent = await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  expect(told).toEqual([MessageBody]);
  const receive = (VisibilityTimeout: number) =>
    client.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout, WaitTimeSeconds: 20 }));
  const [first] = (await receive(0)).Messages ?? [];
  expect(first).toMatchObject({ MessageId: sent.MessageId, Body: MessageBody });
  const [again] = (await receive(60)).Messages ?? [];
  expect(again).toMatchObject({ MessageId: sent.MessageId });
  expect((await receive(0)).Messages ?? []).toEqual([]);
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "second" }));
  const [second] = (await receive(0)).Messages ?? [];
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second?.ReceiptHandle }));
  expect((await receive(0)).Messages ?? []).toEqual([]);
});

test("messages come in order, ten at most, and queues are apart", async () => {
  const client = sqsAt(gateway.endpoint);
  const QueueUrl = queueUrl("many");
  for (let i = 0; i < 12; i++) await client.send(new SendMessageCommand({ QueueUrl, MessageBody: `m${i}` }));
  await client.send(new SendMessageCommand({ QueueUrl: queueUrl("other"), MessageBody: "stays" }));
  const receive = (url: string) =>
    client.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }));
  const bodies = ((await receive(QueueUrl)).Messages ?? []).map(({ Body }) => Body);
  expect(bodies).toEqual(Array.from({ length: 10 }, (_, i) => `m${i}`));
  expect((await receive(QueueUrl)).Messages).toHaveLength(2);
  expect((await receive(queueUrl("other"))).Messages).toHaveLength(1);
});

test("what the queue cannot do is an error that says so", async () => {
  const client = sqsAt(gateway.endpoint);
  const QueueUrl = queueUrl("faults");
  await expect(client.send(new ListQueuesCommand({}))).rejects.toThrow(
    `the local queue has no action "ListQueues"`,
  );
  await expect(
    client.send(new SendMessageCommand({ QueueUrl, MessageBody: "x", DelaySeconds: 5 })),
  ).rejects.toThrow("the local queue has no DelaySeconds");
  await expect(client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 11 }))).rejects.toThrow(
    "MaxNumberOfMessages is 11: expected a whole number from 1 to 10",
  );
  await expect(
    client.send(new SendMessageCommand({ QueueUrl: queueUrl(".."), MessageBody: "x" })),
  ).rejects.toMatchObject({ name: "QueueDoesNotExist" });
  await expect(
    client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: "nothing" })),
  ).rejects.toMatchObject({ name: "ReceiptHandleIsInvalid" });
});
