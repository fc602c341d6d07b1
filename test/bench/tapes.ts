import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RawStation, rawGbfsStations, rawJcdecauxStations } from "../../cli/inspection/raw-station.ts";
import { type Observation, readingsOf, type Snapshot } from "../../functions/core/observation.ts";
import { parseStatus } from "../../functions/feeds/parse.ts";
import { epochMs } from "../../functions/feeds/readings.ts";
import { openTape } from "../../local/tape/read.ts";
import { writeCityTape } from "../city-tape.ts";
import { recorded } from "../recordings.ts";

const NAMES = ["lyon-jcdecaux-v3", "baywheels-gbfs-1", "oslo-gbfs-2"] as const;

export interface BenchTape {
  readonly name: string;
  readonly folder: string;
}

/** Runs the work on each recorded tape. Without recordings it uses a simulated tape and says so. */
export async function withTapes(work: (tapes: readonly BenchTape[]) => Promise<void>): Promise<void> {
  const tapes = NAMES.flatMap((name) => {
    const folder = recorded(`tapes/${name}`);
    return folder === null ? [] : [{ name, folder }];
  });
  if (tapes.length > 0) return await work(tapes);
  process.stderr.write("no recorded tapes here: measured on a simulated one instead\n");
  const folder = await mkdtemp(join(tmpdir(), "stationwatch-bench-"));
  try {
    await writeCityTape(join(folder, "tape"), { polls: 600, intervalMs: 120_000 });
    await work([{ name: "simulated", folder: join(folder, "tape") }]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface BenchSnapshots {
  readonly snapshots: readonly Snapshot[];
  /**
   * The same snapshots in version 1 of the wire, base64. Parsing them is the yardstick of the detect path, whatever the
   * current wire version is.
   */
  readonly yardstick: readonly string[];
}

/** Reads the first `count` snapshots of a tape. */
export async function snapshotsOf(folder: string, count: number): Promise<BenchSnapshots> {
  const tape = await openTape(folder);
  const { system } = tape.head;
  const snapshots: Snapshot[] = [];
  const yardstick: string[] = [];
  for await (const response of tape.responses()) {
    const status = parseStatus(system, response.body);
    const isStatus = /station_status|\/stations/.test(response.url);
    if (!isStatus || status.type === "failed") continue;
    const { publishedAt, ttlSeconds, stations } = status;
    const head = {
      type: "snapshot",
      systemId: system.systemId,
      fetchedAt: response.at,
      publishedAt,
      ttlSeconds,
    } as const;
    snapshots.push({ ...head, stations: readingsOf(stations) });
    const raw = rawStations(system.kind, response.body);
    const tuples = stations.map((one) => tupleOf(one, raw.get(one.stationId)));
    const wire = JSON.stringify({ v: 1, ...head, stations: tuples });
    yardstick.push(Buffer.from(wire).toString("base64"));
    if (snapshots.length === count) break;
  }
  return { snapshots, yardstick };
}

function rawStations(kind: "gbfs" | "jcdecaux", body: string): ReadonlyMap<string | null, RawStation> {
  const value: unknown = JSON.parse(body);
  const raw = kind === "gbfs" ? rawGbfsStations(value) : rawJcdecauxStations(value);
  return new Map(raw.map((one) => [one.stationId, one]));
}

/** Version 1 also has capacity (JCDecaux only) and the time of the report. */
function tupleOf(
  { stationId, vehicles, docks, flags, ebikes }: Observation,
  raw: RawStation | undefined,
): unknown[] {
  const { totalStands, bike_stands } = (raw?.fields ?? {}) as {
    readonly totalStands?: { readonly capacity?: number };
    readonly bike_stands?: number;
  };
  const capacity = totalStands?.capacity ?? bike_stands ?? null;
  const tuple: unknown[] = [stationId, vehicles, docks, flags, capacity, epochMs(raw?.reported)];
  return ebikes == null ? tuple : [...tuple, ebikes];
}
