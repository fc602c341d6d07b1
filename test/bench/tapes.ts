import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readingsOf, type Snapshot } from "../../functions/core/observation.ts";
import { parseStatus } from "../../functions/feeds/parse.ts";
import { openTape } from "../../local/tape/read.ts";
import { writeCityTape } from "../city-tape.ts";

const TAPES = join(import.meta.dirname, "../../../shared/tapes");
const NAMES = ["lyon-jcdecaux-v3", "baywheels-gbfs-1", "oslo-gbfs-2"] as const;

export interface BenchTape {
  readonly name: string;
  readonly folder: string;
}

/** Runs the work on each recorded tape; on a simulated one, and says so, where there is none. */
export async function withTapes(work: (tapes: readonly BenchTape[]) => Promise<void>): Promise<void> {
  const recorded = NAMES.map((name) => ({ name, folder: join(TAPES, name) })).filter(({ folder }) =>
    existsSync(folder),
  );
  if (recorded.length > 0) return await work(recorded);
  process.stderr.write("no recorded tapes here: measured on a simulated one instead\n");
  const folder = await mkdtemp(join(tmpdir(), "stationwatch-bench-"));
  try {
    await writeCityTape(join(folder, "tape"), { polls: 600, intervalMs: 120_000 });
    await work([{ name: "simulated", folder: join(folder, "tape") }]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The first so many snapshots of a tape. */
export async function snapshotsOf(folder: string, count: number): Promise<Snapshot[]> {
  const tape = await openTape(folder);
  const { system } = tape.head;
  const snapshots: Snapshot[] = [];
  for await (const response of tape.responses()) {
    const status = parseStatus(system, response.body);
    const isStatus = /station_status|\/stations/.test(response.url);
    if (!isStatus || status.type === "failed") continue;
    const { publishedAt, ttlSeconds, stations } = status;
    const { systemId } = system;
    snapshots.push({
      type: "snapshot",
      systemId,
      fetchedAt: response.at,
      publishedAt,
      ttlSeconds,
      stations: readingsOf(stations),
    });
    if (snapshots.length === count) break;
  }
  return snapshots;
}
