import { Agent, createServer } from "node:http";
import { ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { ListStreamsCommand } from "@aws-sdk/client-kinesis";
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BusEvent, createBus } from "../../../local/emulators/bus.ts";
import { type LocalDynamo, startDynamo } from "../../../local/emulators/dynamo.ts";
import { type Gateway, startGateway } from "../../../local/emulators/gateway.ts";
import { proxyTo } from "../../../local/emulators/kinesis-proxy.ts";
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
    kinesis: createServer(proxyTo(`http://127.0.0.1:${deadPort}`, new Agent())),
    queue: createQueue(["faults", "many", "other"], (body) => told.push(body)),
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
  const parts = {
    dynamo: dynamo.server,
    kinesis: dynamo.server,
    queue: createQueue([], () => {}),
    bus: createBus(() => {}),
  };
  await expect(startGateway({ port, ...parts })).rejects.toThrow(
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

test("a client finds a queue by its name, sees how full it is and empties it", async () => {
  const client = sqsAt(gateway.endpoint);
  const found = await client.send(new ListQueuesCommand({ QueueNamePrefix: "fa" }));
  expect(found.QueueUrls).toEqual([queueUrl("faults")]);
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: "faults" }));
  expect(QueueUrl).toBe(queueUrl("faults"));
  for (const MessageBody of ["a", "b"]) await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  const attributes = async () => {
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] });
    const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible, QueueArn } =
      (await client.send(command)).Attributes ?? {};
    expect(QueueArn).toBe("arn:aws:sqs:us-east-1:000000000000:faults");
    return [Number(ApproximateNumberOfMessages), Number(ApproximateNumberOfMessagesNotVisible)];
  };
  const [before = 0, hiddenBefore = 0] = await attributes();
  const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
  const received = (await client.send(receive)).Messages ?? [];
  expect(received.map(({ Body }) => Body)).toEqual(["a", "b"]);
  expect(await attributes()).toEqual([before - 2, hiddenBefore + 2]);
  const [first, second] = received;
  const shown = { QueueUrl, ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 };
  await client.send(new ChangeMessageVisibilityCommand(shown));
  expect((await client.send(receive)).Messages?.map(({ Body }) => Body)).toEqual(["a"]);
  const both = [first, second].map((message) => {
    return { Id: message?.Body, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 };
  });
  const showAll = new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: both });
  expect((await client.send(showAll)).Successful).toEqual([{ Id: "a" }, { Id: "b" }]);
  expect((await client.send(receive)).Messages?.map(({ Body }) => Body)).toEqual(["a", "b"]);
  const Entries = [first, second].map((message) => ({
    Id: message?.Body,
    ReceiptHandle: message?.ReceiptHandle,
  }));
  const { Successful } = await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  expect(Successful).toEqual([{ Id: "a" }, { Id: "b" }]);
  expect(await attributes()).toEqual([before - 2, hiddenBefore]);
  await expect(client.send(new GetQueueUrlCommand({ QueueName: "elsewhere" }))).rejects.toMatchObject({
    name: "QueueDoesNotExist",
  });
});

test("what the queue cannot do is an error that says so", async () => {
  const client = sqsAt(gateway.endpoint);
  const QueueUrl = queueUrl("faults");
  await expect(client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl }))).rejects.toThrow(
    `the local queue has no action "ListDeadLetterSourceQueues"`,
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
