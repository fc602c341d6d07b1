import type { EventBridgeClient, PutEventsCommandInput } from "@aws-sdk/client-eventbridge";
import type { SendMessageCommandInput, SQSClient } from "@aws-sdk/client-sqs";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { KinesisStreamEvent } from "aws-lambda";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { TableName } from "../../functions/store/tables.ts";
import { encodeRecord } from "../../functions/stream/records.ts";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { configurationVersion } from "../../functions/systems/version.ts";
import { at, reading, snapshot, T0 } from "../core/builders.ts";
import { clientOf } from "../doubles/client.ts";
import { serviceError } from "../doubles/service-error.ts";
import { MemoryTables } from "../doubles/tables/tables.ts";
import { linesLogged, loaded, withSystems } from "../runtime/deployed.ts";

const VARIABLES = {
  STATE_TABLE: "state",
  ALERTS_TABLE: "alerts",
  WINDOWS_TABLE: "windows",
  HISTORY_TABLE: "history",
  BUS_NAME: "the bus",
  FAULTS_QUEUE_URL: "https://sqs.example/faults",
};
const SENDING_MS = 250;
const DAY_SECONDS = 86_400;

let handlers: typeof import("../../functions/detect/handler.ts");

beforeAll(async () => {
  handlers = await loaded(VARIABLES, () => import("../../functions/detect/handler.ts"));
});

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: T0 }));

afterEach(() => void vi.useRealTimers());

/** A container whose bus takes a quarter of a second. */
function container(configuration: Partial<SystemsConfiguration> = {}) {
  const tables = new MemoryTables({ now: () => T0 });
  const events: PutEventsCommandInput[] = [];
  const faults: SendMessageCommandInput[] = [];
  const answering = (answer: (input: object) => object) => ({
    send: ({ input }: { readonly input: object }) => answer(input),
  });
  const client = { refusal: null as Error | null };
  const variables = { ...VARIABLES, ...withSystems({ systems: [], ...configuration }) };
  const handler = handlers.createHandler(variables, {
    dynamo: clientOf<DynamoDBDocumentClient>({
      send: (command) => {
        if (client.refusal !== null) throw client.refusal;
        return tables.send(command);
      },
    }),
    bus: clientOf<EventBridgeClient>(
      answering((input) => {
        vi.setSystemTime(Date.now() + SENDING_MS);
        events.push(input as PutEventsCommandInput);
        return { FailedEntryCount: 0 };
      }),
    ),
    queue: clientOf<SQSClient>(
      answering((input) => {
        faults.push(input as SendMessageCommandInput);
        return {};
      }),
    ),
  });
  return { handler, tables, events, faults, client, lines: linesLogged() };
}

/** A batch of one shard, of records that arrived at T0. */
function batch(...records: (Uint8Array | string)[]): KinesisStreamEvent {
  const Records = records.map((data, index) => ({
    eventID: `shardId-000000000000:${index}`,
    kinesis: {
      data: Buffer.from(data).toString("base64"),
      sequenceNumber: String(index),
      partitionKey: "hill",
      approximateArrivalTimestamp: T0 / 1_000,
    },
  }));
  return { Records } as unknown as KinesisStreamEvent;
}

const record = (minute: number, vehicles: number) =>
  encodeRecord(snapshot(at(minute), reading("a", vehicles)));

test("a batch reaches the tables, the bus and the queue, by the configured rules and retentions", async () => {
  const { handler, tables, events, faults, lines } = container({
    retention: { alerts: "7d", windows: "30d" },
    rules: { empty: { atMost: 1 } },
  });
  const response = await handler(batch(record(-11, 5), record(-10, 1), record(-4, 5), "no record"));
  expect(response).toEqual({ batchItemFailures: [] });
  const expiresIn = (table: TableName) =>
    tables.all(table).map(({ expiresAt }) => (Number(expiresAt) - T0 / 1_000) / DAY_SECONDS);
  expect(expiresIn("alerts")).toEqual([7]);
  expect(expiresIn("windows")).toEqual([30, 30]);
  expect(expiresIn("history")).toEqual([30, 30, 30]);
  expect(tables.all("alerts")).toMatchObject([{ rule: "empty", status: "resolved" }]);
  // The state, its list of stations, and the book of rules that it went by.
  expect(tables.all("state")).toHaveLength(3);
  const entry = { EventBusName: "the bus", Source: "stationwatch" };
  expect(events).toMatchObject([{ Entries: [entry, entry] }]);
  expect(faults).toMatchObject([{ QueueUrl: "https://sqs.example/faults" }]);
  expect(lines).toEqual([
    {
      timestamp: new Date(T0 + SENDING_MS).toISOString(),
      level: "INFO",
      message: "detected",
      records: 4,
      systems: 1,
      retried: 0,
      ...{ observed: 3, failed: 0, held: 0, dropped: 0, skipped: 0, opened: 1, resolved: 1, windows: 2 },
      ...{ faults: 1, conflicts: 0, throttled: 0 },
      durationMs: SENDING_MS,
    },
  ]);
});

test("a container keeps what it has read: a batch that comes again announces nothing twice", async () => {
  const { handler, events } = container();
  for (let times = 0; times < 2; times++) await handler(batch(record(-11, 5), record(-10, 0)));
  expect(events).toHaveLength(1);
});

test("a container knows the rules of each system, and says by which version of them an alert was opened", async () => {
  const hill = { systemId: "hill", kind: "gbfs", url: "https://feeds.example/gbfs.json" } as const;
  const configuration: SystemsConfiguration = {
    systems: [
      { ...hill, rules: { empty: { atMost: 3 } } },
      { ...hill, systemId: "quay" },
    ],
  };
  const { handler, tables } = container(configuration);
  const ofQuay = (minute: number) =>
    encodeRecord({ ...snapshot(at(minute), reading("a", 3)), systemId: "quay" });
  const own = batch(record(-11, 5), record(-10, 3));
  const others = batch(ofQuay(-11), ofQuay(-10));
  for (const { kinesis } of others.Records) kinesis.partitionKey = "quay";
  await handler({ Records: [...others.Records, ...own.Records] });
  expect(tables.all("alerts")).toMatchObject([
    { systemId: "hill", rule: "empty", ruleVersion: configurationVersion(configuration) },
  ]);
});

test("a list of ids that was replaced is let go", async () => {
  const { handler, tables } = container();
  await handler(batch(record(-11, 5)));
  const more = snapshot(at(-10), reading("a", 5), reading("b", 5));
  await handler(batch(encodeRecord(more)));
  const lists = tables.all("state").filter(({ item }) => String(item).startsWith("stations/"));
  expect(lists.map(({ expiresAt }) => typeof expiresAt).sort()).toEqual(["number", "undefined"]);
});

test("what must be retried is said to the mapping, and why in the log", async () => {
  const { handler, client, lines } = container();
  client.refusal = serviceError("ThrottlingException", "too many requests");
  expect(await handler(batch(record(0, 5)))).toEqual({ batchItemFailures: [{ itemIdentifier: "0" }] });
  expect(lines).toMatchObject([
    { level: "WARN", message: "stopped, to be retried", reason: expect.stringContaining("too many") },
    { level: "INFO", message: "detected", retried: 1, systems: 1 },
  ]);
});

test("a state that is lost is logged", async () => {
  const { handler, tables, lines } = container();
  await handler(batch(record(-11, 5), record(-10, 0)));
  for (const { systemId, item } of tables.all("state")) tables.remove("state", { systemId, item });
  lines.length = 0;
  await handler(batch(record(-1, 5)));
  expect(lines).toMatchObject([
    { level: "WARN", message: "state lost", reason: expect.stringMatching(/^the state of hill /) },
    { level: "INFO", message: "detected" },
  ]);
});
