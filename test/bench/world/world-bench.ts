import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Polled } from "../../../functions/poll/poll.ts";
import { dynamoClient } from "../../../functions/runtime/clients.ts";
import { DEFAULT_NAMES, ENVIRONMENT } from "../../../functions/runtime/environment.ts";
import { FUNCTIONS } from "../../../functions/runtime/functions.ts";
import { startDynamo } from "../../../local/emulators/dynamo.ts";
import { createFunction, type LocalFunction } from "../../../local/lambda/function.ts";
import type { DataRecord } from "../../../local/mapping/record.ts";
import { createTables, TABLE_NAMES } from "../../../local/tables.ts";
import { serveStream } from "../../doubles/stream/server.ts";
import { MemoryStream } from "../../doubles/stream/stream.ts";
import { median, type Result, result } from "../results.ts";
import { serveWorld, type WorldFeeds } from "./feeds.ts";
import { type PlannedHost, planWorld } from "./plan.ts";

const SEED = 7;
const MINUTE_MS = 60_000;
const CALM_ROUNDS = 2;
const TROUBLED_ROUNDS = 3;
const COLD_RUNS_MAX = 10;

const WALL_SECONDS_MAX = 30;
const MEGABYTES_MAX = 512;
/** The most by which a healthy system's record may come later in its round than it did before the troubles. */
const DELAY_SECONDS_MAX = 2;

const KEYS = { accessKeyId: "local", secretAccessKey: "local" };
const REGION = "us-east-1";
const USAGE_REPORT = join(import.meta.dirname, "usage-report.mjs");

interface Round {
  readonly wallMs: number;
  readonly polled: Polled;
  readonly cpuMs: number;
  /** Milliseconds from the round's beginning to each system's record; absent when it had none or a failed one. */
  readonly arrivedAfterMs: ReadonlyMap<string, number>;
}

/**
 * Measures the poller as it is deployed, in a process of its own, against a whole world over HTTP: a cold start, calm
 * minutes, then minutes with failing and hanging hosts.
 */
export async function benchWorld(handlerFile: string): Promise<Result[]> {
  const hosts = planWorld(SEED);
  const folder = mkdtempSync(join(tmpdir(), "stationwatch-world-"));
  const feeds = await serveWorld(hosts);
  const arrivals: Arrival[] = [];
  const stream = await serveStream(arrivingAt(arrivals));
  const dynamo = await startDynamo();
  const systemsFile = join(folder, "systems.json");
  writeFileSync(systemsFile, JSON.stringify({ systems: feeds.entries }));
  const used = { peakKilobytes: 0, cpuMs: 0 };
  const poller = createFunction({
    name: "poll",
    handlerFile,
    ...FUNCTIONS.poll.limits,
    environment: {
      ...environmentOf(stream.endpoint, dynamo.endpoint, systemsFile),
      NODE_OPTIONS: `--import ${USAGE_REPORT}`,
    },
    onLog: (line) => {
      const [, kilobytes, microseconds] = /^usage (\d+) (\d+)$/.exec(line) ?? [];
      used.peakKilobytes = Math.max(used.peakKilobytes, Number(kilobytes ?? 0));
      if (microseconds !== undefined) used.cpuMs = Number(microseconds) / 1_000;
      else if (/ERROR/.test(line)) process.stderr.write(`${line.slice(0, 300)}\n`);
    },
  });
  const run = async (name: string): Promise<Round> => {
    const ownBefore = process.cpuUsage();
    const round = await oneRound(poller, feeds, arrivals, used);
    const { due, failed, left } = round.polled;
    const own = process.cpuUsage(ownBefore);
    const [load = 0] = loadavg();
    const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
    process.stderr.write(
      `${name}: ${seconds(round.wallMs)}, ${due} polled, ${failed} failed, ${left} left, CPU ${seconds(round.cpuMs)} of the poller and ${seconds((own.user + own.system) / 1_000)} of the world, load ${load.toFixed(1)}\n`,
    );
    return round;
  };
  try {
    await createTables(dynamoClient({ endpoint: dynamo.endpoint, region: REGION, credentials: KEYS }));
    const cold: Round[] = [];
    do cold.push(await run("cold start"));
    while ((cold.at(-1)?.polled.left ?? 0) > 0 && cold.length < COLD_RUNS_MAX);
    // One more minute until each system has its place in the minute.
    await eachMinute(1, () => run("settling"));
    const calm = await eachMinute(CALM_ROUNDS, () => run("calm"));
    feeds.troubled = true;
    const troubled = await eachMinute(TROUBLED_ROUNDS, () => run("in trouble"));
    return judged(hosts, cold, calm, troubled, used.peakKilobytes, feeds);
  } finally {
    await poller.close();
    await Promise.all([feeds.close(), stream.close(), dynamo.close()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The parts of an arrived record that the bench judges. */
interface Arrival {
  readonly systemId: string;
  readonly type: string;
  readonly at: number;
}

/** A stream that keeps no bytes: with kinesis-local, which takes 1.7 MB a second, the bench would measure that. */
function arrivingAt(arrivals: Arrival[]): MemoryStream {
  const onPut = ({ partitionKey, arrivedAt, data }: DataRecord, { records }: { records: DataRecord[] }) => {
    const [, type = ""] = /"type":"(\w+)"/.exec(Buffer.from(data.subarray(0, 200)).toString("latin1")) ?? [];
    arrivals.push({ systemId: partitionKey, type, at: arrivedAt });
    records.length = 0;
  };
  return new MemoryStream({ name: DEFAULT_NAMES.streamName, onPut });
}

function environmentOf(kinesis: string, dynamo: string, systemsFile: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_DYNAMODB: dynamo,
    AWS_ENDPOINT_URL_KINESIS: kinesis,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
    [ENVIRONMENT.streamName]: DEFAULT_NAMES.streamName,
    [ENVIRONMENT.pollsTable]: TABLE_NAMES.polls,
    [ENVIRONMENT.systemsFile]: systemsFile,
    [ENVIRONMENT.loopbackFeeds]: "allow",
  };
}

async function oneRound(
  poller: LocalFunction,
  feeds: WorldFeeds,
  arrivals: Arrival[],
  used: { readonly cpuMs: number },
): Promise<Round> {
  feeds.round++;
  arrivals.length = 0;
  const startedAt = Date.now();
  const cpuBefore = used.cpuMs;
  const { status, payload, error } = await poller.invoke({});
  if (status !== "success") throw new Error(`the poller ended with ${status}: ${error?.errorMessage}`);
  const wallMs = Date.now() - startedAt;
  const good = arrivals.filter(({ type }) => type === "snapshot" || type === "unchanged");
  const arrivedAfterMs = new Map(good.map(({ systemId, at }) => [systemId, at - startedAt]));
  return { wallMs, polled: payload as Polled, cpuMs: used.cpuMs - cpuBefore, arrivedAfterMs };
}

/** Runs once a minute, the first time a minute from now. */
async function eachMinute(times: number, run: () => Promise<Round>): Promise<Round[]> {
  const rounds: Round[] = [];
  for (let time = 0; time < times; time++) {
    const spentMs = rounds.at(-1)?.wallMs ?? 0;
    await wait(MINUTE_MS - spentMs);
    rounds.push(await run());
  }
  return rounds;
}

function judged(
  hosts: readonly PlannedHost[],
  cold: readonly Round[],
  calm: readonly Round[],
  troubled: readonly Round[],
  peakKilobytes: number,
  feeds: WorldFeeds,
): Result[] {
  const healthy = hosts
    .filter(({ trouble }) => trouble === "none")
    .flatMap(({ systems }) => systems.map(({ systemId }) => systemId));
  const isLate = (after: number | undefined) => after === undefined || after > WALL_SECONDS_MAX * 1_000;
  const late = [...calm, ...troubled].flatMap(({ arrivedAfterMs }) =>
    healthy.filter((systemId) => isLate(arrivedAfterMs.get(systemId))),
  );
  // The extra wait of each healthy system while others are in trouble, compared with the rounds before.
  const usual = (rounds: readonly Round[], systemId: string) =>
    median(rounds.map(({ arrivedAfterMs }) => arrivedAfterMs.get(systemId) ?? Number.POSITIVE_INFINITY));
  const delays = healthy.map((systemId) => usual(troubled, systemId) - usual(calm, systemId));
  const seconds = (rounds: readonly Round[]) => Math.max(...rounds.map(({ wallMs }) => wallMs)) / 1_000;
  const coldSeconds = cold.reduce((sum, { wallMs }) => sum + wallMs, 0) / 1_000;
  return [
    result("world, cold start until every system is polled", coldSeconds, "s", 5 * 60),
    result("world, a calm minute, slowest", seconds(calm), "s", WALL_SECONDS_MAX),
    result("world, a minute in trouble, slowest", seconds(troubled), "s", WALL_SECONDS_MAX),
    result("world, healthy systems late, all minutes", late.length, "systems", 0),
    result(
      "world, delay by hosts in trouble, worst system",
      Math.max(...delays) / 1_000,
      "s",
      DELAY_SECONDS_MAX,
    ),
    result("world, requests at once at one host, most", feeds.load.mostAtOnce, "requests", 1),
    result("world, the poller's memory, peak", peakKilobytes / 1_024, "MB", MEGABYTES_MAX),
  ];
}
