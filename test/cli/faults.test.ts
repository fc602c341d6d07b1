import { createServer } from "node:http";
import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from "vitest";
import type { RawItem } from "../../functions/core/refusal.ts";
import type { Fault, RawRecord } from "../../functions/detect/ports.ts";
import { DEFAULT_NAMES } from "../../functions/runtime/environment.ts";
import { faultBodies } from "../../functions/stream/fault-message.ts";
import { encodeRecord } from "../../functions/stream/records.ts";
import { STACK_OUTPUTS } from "../../infra/outputs.ts";
import { closeAtOnce, listenOnLoopback } from "../../local/emulators/ports.ts";
import { createQueue, type LocalQueue } from "../../local/emulators/queue.ts";
import { reading } from "../core/builders.ts";
import { serviceError } from "../doubles/service-error.ts";
import { serveStream } from "../doubles/stream/server.ts";
import { MemoryStream } from "../doubles/stream/stream.ts";
import { sqsAt } from "../local/emulators/clients.ts";
import { runCaptured, type WorldOptions } from "./captured-world.ts";
import { startDeploymentStub } from "./deployment-stub.ts";
import {
  LISBON,
  MINUTE_MS,
  type SeededTables,
  seedMorning,
  snapshot,
  startSeededTables,
  T0,
} from "./seeded-tables.ts";

const NOW = T0 + 60 * MINUTE_MS;
const SHARD = "shardId-000000000000";
const BROKEN: Fault = { systemId: "lisbon", reason: "it is broken", record: null, effect: null };
let tables: SeededTables;
beforeAll(async () => {
  tables = await startSeededTables();
  await seedMorning(tables);
});
afterAll(() => tables.close());
// Queues and the order of their messages go by this clock alone.
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));
afterEach(() => void vi.useRealTimers());

/** A place with queues and a stream in memory, beside the seeded tables. */
async function place(
  names: readonly string[] = [DEFAULT_NAMES.faultsQueueName, DEFAULT_NAMES.givenUpQueueName],
) {
  const queue = createQueue(names, () => undefined);
  const server = createServer((request, response) => void queue.handle(request, response));
  const port = await listenOnLoopback(server, 0);
  const stream = new MemoryStream({ now: Date.now });
  const streamServer = await serveStream(stream);
  onTestFinished(async () => {
    await closeAtOnce(server);
    await streamServer.close();
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const environment = {
    AWS_ENDPOINT_URL_SQS: endpoint,
    AWS_ENDPOINT_URL_KINESIS: streamServer.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: tables.endpoint,
  };
  const run = (words: string, options: WorldOptions = {}) =>
    runCaptured(["faults", ...words.split(" ")], { environment, now: Date.now(), ...options });
  const listed = async () => {
    const { stdout } = await run("list --format json");
    return (JSON.parse(stdout) as { items: { faultId: string; kind: string }[] }).items;
  };
  return { queue, stream, run, listed, endpoint, environment };
}

function setAside(queue: LocalQueue, fault: Partial<Fault>): void {
  for (const body of faultBodies({ ...BROKEN, ...fault })) queue.send(DEFAULT_NAMES.faultsQueueName, body);
  vi.advanceTimersByTime(1_000);
}

function giveUp(queue: LocalQueue, from: string, to: string, batchSize: number, shardId = SHARD): void {
  const approximateArrivalOfFirstRecord = new Date(Date.now()).toISOString();
  const info = {
    shardId,
    startSequenceNumber: from,
    endSequenceNumber: to,
    batchSize,
    approximateArrivalOfFirstRecord,
  };
  const requestContext = { condition: "RecordAgeExceeded", approximateInvokeCount: 9 };
  queue.send(DEFAULT_NAMES.givenUpQueueName, JSON.stringify({ requestContext, KinesisBatchInfo: info }));
  vi.advanceTimersByTime(1_000);
}

function recordOf(bytes: Uint8Array, sequenceNumber = "49"): RawRecord {
  return { shardId: SHARD, sequenceNumber, arrivedAt: Date.now(), bytes };
}

/** Newer than the mark of Lisbon, which is at minute 12. */
const NEWER = encodeRecord(snapshot("lisbon", 20, reading("1", 3)));
const NEWEST = encodeRecord(snapshot("lisbon", 30, reading("1", 4)));
const OLDER = encodeRecord(snapshot("lisbon", 5, reading("1", 3)));

describe("faults list", () => {
  test("shows the kind, the system, the bytes and why, the newest first, and takes nothing away", async () => {
    const { queue, run } = await place();
    setAside(queue, { record: recordOf(NEWER) });
    setAside(queue, { effect: { type: "window" } as never, reason: "refused for good" });
    setAside(queue, { items: [{ systemId: "lisbon" }], reason: "its state is lost" });
    giveUp(queue, "49", "51", 3);
    setAside(queue, { systemId: null, record: recordOf(Buffer.from("{")), reason: "not\u001b[31m JSON" });
    queue.send(DEFAULT_NAMES.faultsQueueName, "hello");
    const table = await run("list", { columns: 100 });
    expect(table.exitCode).toBe(0);
    expect(table.stdout.split("\n").map((line) => line.slice(10))).toEqual([
      "system  kind     since          records  bytes  why",
      "-       foreign  May 04 10:00Z        0      5  the message is none of this version's",
      "-       record   May 04 10:00Z        1      1  not\\u001b[31m JSON",
      "-       batch    May 04 10:00Z        3      ?  RecordAgeExceeded after 9 runs",
      "lisbon  items    May 04 11:00         0     23  its state is lost",
      "lisbon  effect   May 04 11:00         0     17  refused for good",
      "lisbon  record   May 04 11:00         1    165  it is broken",
      "",
    ]);
    expect(table.stderr).toMatch(/^6 faults · http/);
    expect((await run("list", { columns: 100 })).stdout).toBe(table.stdout);
    const ofSystem = await run("list --system lisbon --format ndjson");
    expect(ofSystem.stdout.trim().split("\n")).toHaveLength(3);
  });

  test("says that nothing waits, and which queue is not there", async () => {
    expect((await (await place()).run("list")).stderr).toMatch(/^nothing was set aside · /);
    const { queue, run } = await place([DEFAULT_NAMES.faultsQueueName]);
    setAside(queue, { record: recordOf(NEWER) });
    const { exitCode, stdout, stderr } = await run("list --format csv");
    expect({ exitCode, lines: stdout.trim().split("\n").length }).toEqual({ exitCode: 0, lines: 2 });
    expect(stderr).toBe("no queue of given-up batches is here: faults alone are shown\n");
    const none = await (await place(["other"])).run("list");
    expect(none).toMatchObject({ exitCode: 1, stderr: "stationwatch: the queue of faults is not there\n" });
  });

  test("says what another reader holds", async () => {
    const { queue, run, endpoint } = await place();
    setAside(queue, { record: recordOf(NEWER) });
    const reader = sqsAt(endpoint);
    onTestFinished(() => reader.destroy());
    const QueueUrl = `${endpoint}/000000000000/${DEFAULT_NAMES.faultsQueueName}`;
    await reader.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 40 }));
    const { stderr } = await run("list");
    expect(stderr).toMatch(
      /^another reader holds 1 message, for 60 s at most: ask again then\nnothing was set/,
    );
    vi.advanceTimersByTime(40_000);
    expect((await run("list")).stderr).toMatch(/^1 fault · /);
  });
});

test("a deployed stack names its queues and its stream", async () => {
  const { queue, stream, environment } = await place(["own-faults", "own-batches"]);
  const queueUrl = (name: string) => `${environment.AWS_ENDPOINT_URL_SQS}/000000000000/${name}`;
  const named = Object.entries(STACK_OUTPUTS).map(([key, output]) => [
    output,
    Reflect.get(DEFAULT_NAMES, key) ?? output,
  ]);
  const outputs = {
    ...Object.fromEntries(named),
    FaultsQueueUrl: queueUrl("own-faults"),
    GivenUpQueueUrl: queueUrl("own-batches"),
  };
  const deployment = await startDeploymentStub({ stacks: { demo: outputs }, functions: {} });
  onTestFinished(() => deployment.close());
  const [body = ""] = faultBodies({ ...BROKEN, record: recordOf(NEWER) });
  queue.send("own-faults", body);
  const { stderr } = await runCaptured(["faults", "retry", "--all", "--yes", "--stack", "demo"], {
    environment: { ...environment, AWS_ENDPOINT_URL: deployment.endpoint },
    now: Date.now(),
  });
  expect(stderr).toMatch(/^put the snapshot of lisbon .*\n1 fault retried\n$/);
  expect(stream.newest?.data).toEqual(Uint8Array.from(NEWER));
});

describe("faults show", () => {
  test("decodes a record, what could control a terminal by its number", async () => {
    const { queue, run, listed } = await place();
    setAside(queue, {
      systemId: null,
      record: recordOf(Buffer.from("\u001b]0;x\u0007\u202e{")),
      reason: "a\u0007b",
    });
    const [{ faultId = "" } = {}] = await listed();
    const { stdout, exitCode } = await run(`show ${faultId.slice(0, 6)}`);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("\\u001b]0;x\\u0007\\u202e{");
    expect(stdout).toContain("a\\u0007b");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    const whole = JSON.parse((await run(`show ${faultId} --format json`)).stdout);
    expect(whole.found).toEqual([
      {
        partitionKey: null,
        text: "\u001b]0;x\u0007\u202e{",
        base64: Buffer.from("\u001b]0;x\u0007\u202e{").toString("base64"),
      },
    ]);
  });

  test("shows bytes that are no text in hexadecimal", async () => {
    const { queue, run, listed } = await place();
    setAside(queue, { record: recordOf(Uint8Array.of(0xff, 0xfe, 0)) });
    const [{ faultId = "" } = {}] = await listed();
    expect((await run(`show ${faultId}`)).stdout).toContain("not UTF-8: fffe00");
  });

  test("puts the parts of items together, and says when one is missing", async () => {
    const { queue, run, listed } = await place();
    const noise = Buffer.from(Array.from({ length: 400_000 }, (_, at) => (at * at * 2_654_435_761) >>> 24));
    const items: RawItem[] = [{ systemId: "lisbon", columns: noise }];
    setAside(queue, { items });
    const parts = await listed();
    expect(parts.length).toBeGreaterThan(1);
    const [{ faultId = "" } = {}] = parts;
    const shown = JSON.parse((await run(`show ${faultId} --format json`)).stdout);
    expect(JSON.parse(shown.text)).toEqual([{ systemId: "lisbon", columns: noise.toString("base64") }]);
    await run(`drop ${parts.at(-1)?.faultId} --yes`);
    const torn = await run(`show ${faultId}`);
    expect(torn.stderr).toContain("another part is not here: it cannot be read");
  });

  test("reads what a message does not have from the stream, for as long as that has it", async () => {
    const { queue, stream, run, listed } = await place();
    stream.put("lisbon", NEWER);
    const first = stream.newest?.sequenceNumber ?? "";
    stream.put("lisbon", NEWEST);
    giveUp(queue, first, stream.newest?.sequenceNumber ?? "", 3);
    const [{ faultId = "" } = {}] = await listed();
    const { stdout, stderr } = await run(`show ${faultId}`);
    expect(stdout).toContain("the snapshot of lisbon from May 04 10:20");
    expect(stdout).toContain("the snapshot of lisbon from May 04 10:30");
    expect(stderr).toBe("1 of 3 records are gone: the stream keeps a record for 24 hours\n");
    giveUp(queue, first, first, 1, "shardId-000000000099");
    const gone = await run(`show ${(await listed())[0]?.faultId}`);
    expect(gone.stderr).toBe("1 of 1 record is gone: the stream keeps a record for 24 hours\n");
  });

  test("refuses an id that nobody has, or several", async () => {
    const { queue, run, listed } = await place();
    for (let index = 0; index < 20; index++) setAside(queue, { record: recordOf(NEWER) });
    const unknown = await run("show zzz");
    expect(unknown).toMatchObject({ exitCode: 2, stdout: "" });
    expect(unknown.stderr).toContain('no fault "zzz" waits: faults list shows those that do');
    const initials = (await listed()).map(({ faultId }) => faultId.charAt(0));
    const twice = initials.find((initial, index) => initials.indexOf(initial) !== index);
    expect((await run(`show ${twice}`)).stderr).toMatch(/^stationwatch: "." may be [\da-f-]+, [\da-f-]+/);
  });
});

describe("faults retry", () => {
  test("says what it would do, and does it with --yes, the oldest record first", async () => {
    const { queue, stream, run, listed } = await place();
    setAside(queue, { record: recordOf(NEWEST) });
    setAside(queue, { record: recordOf(NEWER) });
    const tried = await run("retry --all");
    expect(tried).toMatchObject({ exitCode: 0, stdout: "" });
    expect(tried.stderr).toMatch(
      /^would put the snapshot of lisbon from May 04 10:20 \(\d+ bytes\) on the stream\nwould put .* 10:30 .*\nnothing was done: --yes does it\n$/,
    );
    expect(stream.newest).toBeNull();
    expect(await listed()).toHaveLength(2);
    const done = await run("retry --all --yes");
    expect(done.stderr).toMatch(/^put the .* 10:20 .*\nput the .* 10:30 .*\n2 faults retried\n$/);
    expect(
      stream.shards.flatMap(({ records }) => records).map(({ partitionKey, data }) => [partitionKey, data]),
    ).toEqual([
      ["lisbon", Uint8Array.from(NEWER)],
      ["lisbon", Uint8Array.from(NEWEST)],
    ]);
    expect(await listed()).toEqual([]);
  });

  test("warns of a record that can change nothing, since its system has seen a newer one", async () => {
    const { queue, run } = await place();
    setAside(queue, { record: recordOf(OLDER) });
    setAside(queue, { record: recordOf(encodeRecord(LISBON)) });
    const { stderr, exitCode } = await run("retry --all");
    expect(exitCode).toBe(0);
    expect(stderr).toContain("can change nothing: it is not newer than the mark of lisbon, May 04 10:12\n");
    expect(stderr).toContain("can change nothing: it is not newer than the known roster, May 04 10:00\n");
  });

  test("leaves alone what would be set aside again, and what is no record", async () => {
    const { queue, stream, run, listed } = await place();
    setAside(queue, { systemId: null, record: recordOf(Buffer.from("{")) });
    setAside(queue, { effect: { type: "window" } as never });
    setAside(queue, { record: recordOf(NEWER) });
    const { stderr, exitCode } = await run("retry --all --yes");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("it would be set aside again: the record is not JSON");
    expect(stderr).toContain("only records can be put on the stream, and this is of the kind effect");
    expect(stderr).toContain("1 fault retried\nstationwatch: 2 of 3 faults cannot be retried whole\n");
    expect(stream.newest?.partitionKey).toBe("lisbon");
    expect((await listed()).map(({ kind }) => kind)).toEqual(["effect", "record"]);
  });

  test("puts the records of a given-up batch again, and none under a foreign key", async () => {
    const { queue, stream, run, listed } = await place();
    stream.put("lisbon", NEWER);
    const first = stream.newest?.sequenceNumber ?? "";
    stream.put("porto", NEWEST);
    const last = stream.newest?.sequenceNumber ?? "";
    stream.put("lisbon", OLDER);
    giveUp(queue, first, last, 2);
    const { stderr, exitCode } = await run("retry --all --yes");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("it would be set aside again: its key is porto");
    expect(stream.newest?.data).toEqual(Uint8Array.from(NEWER));
    expect(await listed()).toHaveLength(1);
  });

  test("keeps a fault whose record the stream does not take", async () => {
    const { queue, stream, run, listed } = await place();
    setAside(queue, { record: recordOf(NEWER) });
    stream.refusal = (operation) =>
      operation === "PutRecord" ? serviceError("InvalidArgumentException", "no such stream") : null;
    const { stderr, exitCode } = await run("retry --all --yes");
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      "was not put: no such stream\n0 faults retried\nstationwatch: 1 fault not retried\n",
    );
    expect(await listed()).toHaveLength(1);
  });
});

describe("faults drop", () => {
  test("asks first, and deletes what was named alone", async () => {
    const { queue, run, listed } = await place();
    setAside(queue, { record: recordOf(NEWER) });
    setAside(queue, { record: recordOf(NEWEST), reason: "an\u001b[2Jother" });
    const [{ faultId = "" } = {}] = await listed();
    const unasked = await run(`drop ${faultId}`);
    expect(unasked).toMatchObject({ exitCode: 2, stdout: "" });
    expect(unasked.stderr).toContain("nobody is there to ask whether to delete 1 fault: expected --yes");
    expect((await run(`drop ${faultId}`, { confirms: false })).stderr).toMatch(/nothing was done\n$/);
    expect(await listed()).toHaveLength(2);
    const done = await run(`drop ${faultId}`, { confirms: true });
    expect(done.exitCode).toBe(0);
    expect(done.stderr).toBe(`${faultId}: record of lisbon, an\\u001b[2Jother\n1 fault deleted\n`);
    expect(await listed()).toHaveLength(1);
    expect((await run("drop --all --yes")).stderr).toMatch(/1 fault deleted\n$/);
    expect(await listed()).toEqual([]);
  });

  test.each([
    ["drop", "no fault is chosen: expected ids, or --all"],
    ["retry", "no fault is chosen: expected ids, or --all"],
    ["drop abc --all", "faults are named, and all are meant: expected ids or --all"],
  ])("%s is refused", async (words, sentence) => {
    const { exitCode, stderr } = await (await place()).run(words);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: `stationwatch: ${sentence}\n` });
  });
});
