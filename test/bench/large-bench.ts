import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Roster } from "../../functions/core/roster.ts";
import { PLAIN_RULES } from "../../functions/core/rules.ts";
import { detect } from "../../functions/detect/detect.ts";
import type { ArrivedRecord, DetectWorld } from "../../functions/detect/ports.ts";
import { busClient, dynamoClient } from "../../functions/runtime/clients.ts";
import { FUNCTIONS } from "../../functions/runtime/functions.ts";
import { EffectStore } from "../../functions/store/effect-store.ts";
import { HistoryStore } from "../../functions/store/history-store.ts";
import { RosterStore } from "../../functions/store/roster-store.ts";
import { StateStore } from "../../functions/store/state-store.ts";
import { Bus } from "../../functions/stream/bus.ts";
import { decodeRecord, encodeRecord } from "../../functions/stream/records.ts";
import { createRandom } from "../../local/city/random.ts";
import { type Result, result } from "./results.ts";

/** 2026-05-04, milliseconds since the epoch; polls are a minute apart. */
const T0 = Date.UTC(2026, 4, 4);
const MINUTE_MS = 60_000;
const SYSTEM = "metropolis";
const RETENTION = { alertRetentionMs: 90 * 86_400_000, windowRetentionMs: 400 * 86_400_000 };
/** CPU seconds that one record may take: where counts change, and where each station opens or ends an alert. */
const CHANGING_SECONDS_MAX = 2;
const ALERTING_SECONDS_MAX = 30;

/** Measures the CPU that the detector takes for records of a large system, SDK and sockets included. */
export async function benchLarge(): Promise<Result[]> {
  const server = spawn(process.execPath, [join(import.meta.dirname, "table-server.mjs")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  try {
    const [port] = (await once(server.stdout, "data")) as [Buffer];
    const results: Result[] = [];
    for (const stations of [10_000, 20_000])
      results.push(...(await benchSystem(stations, `http://127.0.0.1:${Number(String(port))}`)));
    const peakMegabytes = process.resourceUsage().maxRSS / 1_024;
    const { memoryMegabytes } = FUNCTIONS.detect.limits;
    return [...results, result("peak memory in all of it", peakMegabytes, "MB", memoryMegabytes)];
  } finally {
    server.kill();
  }
}

async function benchSystem(stations: number, endpoint: string): Promise<Result[]> {
  const random = createRandom(1);
  const world = worldAt(endpoint);
  const systemId = `${SYSTEM}-${stations}`;
  let minute = 0;
  const poll = async (vehicles: () => number, docks: () => number): Promise<number> => {
    const stationIds = Array.from({ length: stations }, (_, index) => `${10_000 + index}`);
    const fetchedAt = T0 + minute++ * MINUTE_MS;
    const bytes = encodeRecord({
      type: "snapshot",
      systemId,
      fetchedAt,
      publishedAt: fetchedAt,
      ttlSeconds: 60,
      stations: {
        stationIds,
        vehicles: stationIds.map(vehicles),
        docks: stationIds.map(docks),
        flags: stationIds.map(() => 63),
      },
    });
    const before = process.cpuUsage();
    const message = decodeRecord(bytes, fetchedAt);
    const record: ArrivedRecord = {
      shardId: "0",
      sequenceNumber: `${minute}`,
      arrivedAt: fetchedAt,
      bytes,
      message,
    };
    const { retryReasons, tally } = await detect([record], world);
    if (retryReasons.length + tally.faults > 0)
      throw new Error(`a record was not folded: ${retryReasons[0]}`);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
  await world.rosters.put(rosterOf(systemId, stations), T0);
  const some = () => 1 + random.below(20);
  await poll(some, some);
  const changing = [await poll(some, some), await poll(some, some), await poll(some, some)];
  const opening = await poll(() => 0, some);
  const both = await poll(some, () => 0);
  const ending = await poll(some, some);
  const name = `${stations.toLocaleString("en")} stations, CPU a record,`;
  const goals = stations / 10_000;
  return [
    result(`${name} all counts change`, Math.max(...changing), "s", CHANGING_SECONDS_MAX * goals),
    result(`${name} all open an alert`, opening, "s", ALERTING_SECONDS_MAX * goals),
    result(`${name} all end an alert`, ending, "s", ALERTING_SECONDS_MAX * goals),
    result(`${name} all end one and open another`, both, "s", ALERTING_SECONDS_MAX * goals),
  ];
}

function worldAt(endpoint: string): DetectWorld {
  const settings = {
    endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "nobody", secretAccessKey: "nothing" },
  };
  const client = dynamoClient(settings);
  const tables = { alerts: "alerts", windows: "windows", state: "state" };
  return {
    states: new StateStore(client, tables.state),
    rosters: new RosterStore(client, tables.state),
    effects: new EffectStore(client, tables, () => T0),
    looks: new HistoryStore(client, "history", () => T0),
    bus: new Bus(busClient(settings), "bus"),
    faults: { setAside: async ({ reason }) => void process.stderr.write(`${reason}\n`) },
    settingsOf: () => ({ ruleBook: PLAIN_RULES, ...RETENTION }),
    flushedVersions: new Map(),
    now: Date.now,
  };
}

/** A city of stations some 200 metres apart. */
function rosterOf(systemId: string, count: number): Roster {
  const side = Math.ceil(Math.sqrt(count));
  const stations = Array.from({ length: count }, (_, index) => ({
    stationId: `${10_000 + index}`,
    name: `Station ${index}`,
    address: null,
    latitude: 45 + Math.floor(index / side) / 500,
    longitude: 4 + (index % side) / 350,
    capacity: 20,
  }));
  return { type: "roster", systemId, fetchedAt: T0, timeZone: null, stations };
}
