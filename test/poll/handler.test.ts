import type { KinesisClient } from "@aws-sdk/client-kinesis";
import type { SSMClient } from "@aws-sdk/client-ssm";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { decodeRecord } from "../../functions/stream/records.ts";
import type { SystemEntry, SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { at, MINUTE_MS, T0 } from "../core/builders.ts";
import { clientOf } from "../doubles/client.ts";
import { MemoryStream } from "../doubles/stream/stream.ts";
import { MemoryTables } from "../doubles/tables/tables.ts";
import { serve } from "../feeds/feed-server.ts";
import { linesLogged, loaded, withSystems } from "../runtime/deployed.ts";

const VARIABLES = { STREAM_NAME: "polled", POLLS_TABLE: "polls", LOOPBACK_FEEDS: "allow" };
const STATION = { number: 7, status: "OPEN", bike_stands: 9, available_bikes: 4, available_bike_stands: 5 };
const ANSWER_MS = 250;

let handlers: typeof import("../../functions/poll/handler.ts");

beforeAll(async () => {
  handlers = await loaded(VARIABLES, () => import("../../functions/poll/handler.ts"));
});

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: T0 }));

afterEach(() => void vi.useRealTimers());

/** A container that polls `hill` in a world where each answer of the feed takes a quarter of a second. */
async function container({
  status = 200,
  environment = {},
  ...more
}: Partial<SystemsConfiguration> & { status?: number; environment?: NodeJS.ProcessEnv } = {}) {
  const feed = await serve((_request, response) => {
    vi.setSystemTime(Date.now() + ANSWER_MS);
    response.writeHead(status, { "retry-after": "900" }).end(JSON.stringify([STATION]));
  });
  const tables = new MemoryTables();
  const stream = new MemoryStream({ name: "polled" });
  const keys = { send: () => ({ Parameter: { Value: "the key" } }) };
  const hill: SystemEntry = {
    systemId: "hill",
    kind: "jcdecaux",
    contract: "Hill",
    apiVersion: 1,
    url: feed.url,
    apiKey: { ssmParameter: "/keys/hill" },
  };
  const variables = { ...VARIABLES, ...withSystems({ systems: [hill], ...more }), ...environment };
  const handler = handlers.createHandler(variables, {
    dynamo: clientOf<DynamoDBDocumentClient>(tables),
    kinesis: clientOf<KinesisClient>(stream),
    parameters: () => clientOf<SSMClient>(keys),
  });
  const lines = linesLogged();
  return {
    feed,
    tables,
    stream,
    lines,
    run: (event = {}, remainingMs = 50_000) =>
      handler(event, { getRemainingTimeInMillis: () => remainingMs }),
    sent: () => stream.all().map(({ data }) => decodeRecord(data, at(0))),
  };
}

test("a run asks the feed, puts the record, saves the memory, and logs what it counted", async () => {
  const { feed, tables, lines, run, sent } = await container({ contact: "ops@example.org" });
  const polled = await run();
  expect(polled).toMatchObject({ due: 1, snapshots: 1, failures: [], unheeded: [] });
  expect(feed.requests.map(({ url, headers }) => [url, headers["user-agent"]])).toEqual([
    [expect.stringMatching(/contract=Hill&apiKey=the\+key$/), expect.stringContaining("(+ops@example.org)")],
  ]);
  expect(sent().at(-1)).toMatchObject({ type: "snapshot", systemId: "hill", fetchedAt: T0 + ANSWER_MS });
  expect(tables.read("polls", { systemId: "hill" })).toMatchObject({ lastOutcome: "snapshot" });
  const { failures, unheeded, ...counts } = polled;
  expect(lines).toEqual([
    {
      timestamp: new Date(T0 + ANSWER_MS).toISOString(),
      level: "INFO",
      message: "polled",
      ...counts,
      shard: 0,
      of: 1,
      durationMs: ANSWER_MS,
    },
  ]);
});

test("a system whose record cannot be put fails the run once all are polled, and each is logged", async () => {
  const { stream, lines, run } = await container();
  stream.refusal = () => new Error("the stream is throttled");
  await expect(run()).rejects.toThrow("1 systems failed, the first: hill: the stream is throttled");
  expect(lines).toMatchObject([
    { level: "ERROR", message: "system not polled", failure: "hill: the stream is throttled" },
    { level: "INFO", message: "polled" },
  ]);
});

test("systems that a run has no time for are logged, and are no failure", async () => {
  const { feed, lines, run } = await container();
  expect(await run({ shard: 0, of: 1 }, 1_000)).toMatchObject({ due: 0, left: 1 });
  expect(lines).toMatchObject([
    { level: "WARN", message: "systems left to the next run", shard: 0, of: 1, left: 1 },
    { level: "INFO", message: "polled", left: 1 },
  ]);
  expect(feed.requests).toEqual([]);
});

test("what is not heeded is logged, and is no failure", async () => {
  const { tables, lines, run } = await container();
  tables.write("polls", { systemId: "hill", lastPolledAt: new Date(at(60)).toISOString() });
  const { unheeded } = await run();
  expect(unheeded).toHaveLength(1);
  expect(lines).toMatchObject([
    { level: "WARN", message: "not heeded", reason: unheeded[0] },
    { level: "INFO", message: "polled" },
  ]);
});

test("a feed that asks for patience is due when it counts as down by the system's rules", async () => {
  const { tables, run } = await container({ status: 503, rules: { "feed-down": { for: "2m" } } });
  await run();
  expect(tables.read("polls", { systemId: "hill" })?.nextDueAt).toBe(
    new Date(T0 + ANSWER_MS + 2 * MINUTE_MS).toISOString(),
  );
});

test.each([
  ["event", at(-600)],
  ["", T0],
])("where the poll clock is %o, a poll's time is %i", async (POLL_CLOCK, time) => {
  const { sent, run } = await container({ environment: { POLL_CLOCK } });
  await run({ time: new Date(at(-600)).toISOString() });
  const fetchedAt = POLL_CLOCK === "" ? time + ANSWER_MS : time;
  expect(sent().at(-1)).toMatchObject({ fetchedAt });
});

test("feeds of this machine are asked only where that is allowed", async () => {
  const { feed, run } = await container({ environment: { LOOPBACK_FEEDS: "" } });
  expect(await run()).toMatchObject({ failed: 1 });
  expect(feed.requests).toEqual([]);
});
