import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import { columnIndex } from "../../functions/core/columns.ts";
import type { PollMemory } from "../../functions/poll/ports.ts";
import type { AlertItem } from "../../functions/store/alert-item.ts";
import { PollMemoryStore } from "../../functions/store/poll-memory-store.ts";
import { StateStore } from "../../functions/store/state-store.ts";
import type { FaultMessage } from "../../functions/stream/fault-message.ts";
import { readRules } from "../../functions/systems/rules-file.ts";
import { type Pipeline, startPipeline } from "../../local/pipeline.ts";
import { TABLE_NAMES } from "../../local/tables.ts";
import { faultsAt, messagesAt, putRecords } from "./stream-at.ts";
import { alertsExpected, POLL_TIMES, serveTroubledCities, type TroubledCities } from "./troubled-cities.ts";
import { BEFORE, CASES, type Counts } from "./troubled-feeds.ts";

const GARBAGE: readonly (readonly [bytes: Uint8Array, reason: RegExp])[] = [
  [Buffer.from([0xff, 0x00, 0x80, 0x7b]), /^the record is not JSON$/],
  [Buffer.from("half a {"), /^the record is not JSON$/],
  [Buffer.from("[]"), /^v is missing, expected 1, or 2 of a snapshot or roster$/],
  [Buffer.from('{"v":3,"type":"snapshot"}'), /^v is 3, expected 1, or 2 of a snapshot or roster$/],
  [Buffer.from(record({ type: "census" })), /^type is "census", expected snapshot, /],
  [
    Buffer.from(record({ type: "unchanged", fetchedAt: Date.now() + 3_600_000 })),
    /more than five minutes after/,
  ],
  [
    Buffer.from(record({ type: "snapshot", publishedAt: null, ttlSeconds: 0, stations: [["1", -1]] })),
    /stations\[0\]/,
  ],
  [randomBytes(100_000), /^the record is not JSON$/],
];

function record(fields: object): string {
  return JSON.stringify({ v: 1, systemId: "404.gbfs-2.3", fetchedAt: POLL_TIMES[2], ...fields });
}

interface Seen {
  readonly memories: ReadonlyMap<string, PollMemory>;
  readonly alerts: ReadonlyMap<string, readonly AlertItem[]>;
}

const folder = mkdtempSync(join(tmpdir(), "stationwatch-wrong-"));
const failures: string[] = [];
const polled: unknown[] = [];
/** What was seen after each poll. */
const seen: Seen[] = [];
/** The counts in the state of each system after the wrong answers. */
const readBySystem = new Map<string, Counts>();
let cities: TroubledCities;
let pipeline: Pipeline;

beforeAll(async () => {
  cities = await serveTroubledCities();
  const systemsFile = join(folder, "systems.json");
  writeFileSync(systemsFile, JSON.stringify({ rules: readRules("plain").rules, systems: cities.systems }));
  pipeline = await startPipeline({
    systemsFile,
    directory: null,
    port: 0,
    // Polls take their times from this clock, and every system is due at each of them.
    ownTime: true,
    keys: {},
    onChange: () => {},
    onFailure: (sentence) => failures.push(sentence),
    onDeath: (sentence) => failures.push(sentence),
  });
  for (const [poll, at] of POLL_TIMES.entries()) {
    cities.turnTo(poll);
    const garbage = GARBAGE.map(([bytes]) => bytes);
    if (poll === 3) await putRecords(pipeline.endpoint, garbage);
    const { status, payload } = await pipeline.poll(at);
    polled.push({ status, payload });
    await pipeline.idle();
    seen.push(await look());
    if (poll === 1) for (const { name } of CASES) readBySystem.set(name, await countsOf(name));
  }
});

afterAll(async () => {
  await pipeline?.close();
  await cities?.close();
  rmSync(folder, { recursive: true });
});

let messages: ReturnType<typeof messagesAt> | null = null;

/** Reads the stream once, when the first test needs it. */
async function onStream() {
  messages ??= messagesAt(pipeline.endpoint);
  return await messages;
}

async function look(): Promise<Seen> {
  const memories = await new PollMemoryStore(pipeline.tables, TABLE_NAMES.polls).list();
  const alerts = new Map<string, AlertItem[]>();
  for (const { name } of CASES) {
    const { Items = [] } = await pipeline.tables.send(
      new QueryCommand({
        TableName: TABLE_NAMES.alerts,
        KeyConditionExpression: "systemId = :system",
        ExpressionAttributeValues: { ":system": name },
      }),
    );
    alerts.set(name, Items as AlertItem[]);
  }
  return { memories: new Map(memories.map((memory) => [memory.systemId, memory])), alerts };
}

async function countsOf(systemId: string): Promise<Counts> {
  const { state } = await new StateStore(pipeline.tables, TABLE_NAMES.state).load(systemId);
  const index = columnIndex(state.stationIds);
  return cities.stationIds.slice(0, BEFORE.length).map((stationId) => {
    const column = index.get(stationId) ?? -1;
    return [state.columns.vehicles[column] ?? null, state.columns.docks[column] ?? null];
  });
}

/** Describes alerts as `alertsExpected` does: silent or not, first poll and last poll. */
function summary(alerts: readonly AlertItem[] | undefined): string[] {
  const minute = (time: string | undefined) =>
    time === undefined ? "" : POLL_TIMES.indexOf(Date.parse(time));
  const lines = (alerts ?? []).map(
    ({ stationId, rule, baseline, startedAt, endedAt }) =>
      `${stationId}/${rule} ${baseline ? "baseline" : "alert"} ${minute(startedAt)}-${minute(endedAt)}`,
  );
  return lines.sort();
}

it("no feed, whatever it answers, disturbs the poller or another feed", () => {
  const due = CASES.length;
  const failed = CASES.filter(({ comes }) => comes instanceof RegExp).length;
  // Five stations of each dialect, in the case "no-objects-between".
  const leftOut = 10;
  const counts = (wrong: { failed: number; leftOut: number }) => ({
    status: "success",
    payload: {
      due,
      snapshots: due - wrong.failed,
      unchanged: 0,
      unheeded: [],
      retired: 0,
      left: 0,
      down: 0,
      failures: [],
      ...wrong,
    },
  });
  const right = counts({ failed: 0, leftOut: 0 });
  expect(polled).toEqual([right, counts({ failed, leftOut }), right, right]);
});

it.each(CASES.filter(({ comes }) => comes instanceof RegExp))(
  "$name is a failed poll that says why, on the stream and in the table",
  async ({ name, comes, httpStatus = 200 }) => {
    const memory = seen[1]?.memories.get(name);
    expect(memory).toMatchObject({ lastOutcome: "failed", lastPolledAt: POLL_TIMES[1], failuresInARow: 1 });
    expect(memory?.lastReason).toMatch(comes as RegExp);
    const outcomes = (await onStream()).filter(
      ({ systemId, type }) => systemId === name && type !== "roster",
    );
    expect(outcomes.map(({ type }) => type)).toEqual(["snapshot", "failed", "snapshot", "snapshot"]);
    expect(outcomes[1]).toMatchObject({ fetchedAt: POLL_TIMES[1], reason: memory?.lastReason, httpStatus });
    expect(seen[2]?.memories.get(name)).toMatchObject({ lastOutcome: "snapshot", lastReason: null });
    expect(readBySystem.get(name)).toEqual(BEFORE);
  },
);

it.each(CASES.filter(({ comes }) => !(comes instanceof RegExp)))(
  "$name is read as far as it can be",
  ({ name, comes }) => {
    expect(seen[1]?.memories.get(name)).toMatchObject({ lastOutcome: "snapshot", lastReason: null });
    expect(readBySystem.get(name)).toEqual(comes);
  },
);

it.each(CASES)("$name opens and resolves no alert that is not true", (one) => {
  for (const [after, { alerts }] of seen.entries()) {
    expect(summary(alerts.get(one.name))).toEqual(alertsExpected(after, cities.stationIds, one));
  }
});

it("garbage on the stream is set aside with its bytes, and said; all that follows is taken", async () => {
  const faults = await faultsAt(pipeline.endpoint);
  const bytesOf = ({ bytes = "" }: FaultMessage) => inflateRawSync(Buffer.from(bytes, "base64"));
  expect(faults.map((fault) => bytesOf(fault).toString("hex"))).toEqual(
    GARBAGE.map(([bytes]) => Buffer.from(bytes).toString("hex")),
  );
  for (const [index, [, reason]] of GARBAGE.entries()) expect(faults[index]?.reason).toMatch(reason);
  expect(failures).toEqual(faults.map(({ reason }) => `a record was set aside: ${reason}`));
});
