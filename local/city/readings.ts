import { type City, countsTold } from "./city.ts";
import type { Counts, OutageKind, Station } from "./docks.ts";
import type { StationPlan } from "./plan.ts";

/** What the operator knows of a station. */
export interface Reading {
  readonly plan: StationPlan;
  readonly counts: Counts;
  readonly outage: OutageKind | null;
  /** When the station last called in, in milliseconds of wall time. */
  readonly reportedAt: number;
}

/** What the feed publishes until something changes. */
export interface Publication {
  /** Sorted by id; missing stations are left out. */
  readonly readings: readonly Reading[];
  /** In milliseconds of wall time. */
  readonly publishedAt: number;
}

/** How long a station without changes waits before it calls in again, as real ones do; a change calls in at once. */
const HEARTBEAT_MS = 600_000;

/** Returns a reader of the city: it returns the same publication until a station has something new. */
export function createReader(city: City, now: () => number): () => Publication {
  const last = new Map<string, Reading>();
  let publication: Publication | null = null;

  function read(station: Station, index: number, at: number): Reading {
    const before = last.get(station.plan.stationId);
    const reading: Reading = {
      plan: station.plan,
      counts: countsTold(station),
      outage: station.outage?.kind ?? null,
      // The stations' heartbeats are spread over the time between two of them.
      reportedAt: before?.reportedAt ?? at - ((index * 97_000) % HEARTBEAT_MS),
    };
    if (before === undefined || reading.outage === "disconnected") return reading;
    const due = at - before.reportedAt >= HEARTBEAT_MS;
    return due || !sameCounts(before, reading) ? { ...reading, reportedAt: at } : reading;
  }

  return () => {
    const at = now();
    let changed = publication === null;
    for (const [index, station] of city.stations.entries()) {
      const before = last.get(station.plan.stationId);
      const reading = read(station, index, at);
      last.set(station.plan.stationId, reading);
      changed ||= before?.reportedAt !== reading.reportedAt || before.outage !== reading.outage;
    }
    if (publication === null || changed) {
      const readings = [...last.values()].filter(({ outage }) => outage !== "missing");
      publication = { readings, publishedAt: at };
    }
    return publication;
  };
}

function sameCounts({ counts: a }: Reading, { counts: b }: Reading): boolean {
  return a.classic === b.classic && a.electric === b.electric && a.docks === b.docks;
}
