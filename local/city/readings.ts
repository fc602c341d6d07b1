import { type City, countsTold } from "./city.ts";
import type { Counts, OutageKind, Station } from "./docks.ts";
import type { StationPlan } from "./plan.ts";

/** What the operator's computer knows of a station. */
export interface Reading {
  readonly plan: StationPlan;
  readonly counts: Counts;
  readonly outage: OutageKind | null;
  /** Wall time in milliseconds at which the station last called in. */
  readonly reportedAt: number;
}

/** What the feed tells until something changes. */
export interface Publication {
  /** In the order of their ids; stations that are missing are not in it. */
  readonly readings: readonly Reading[];
  /** Wall time in milliseconds. */
  readonly publishedAt: number;
}

/** Stations call in when something changed there, and otherwise so often, as real ones do. */
const HEARTBEAT_MS = 600_000;

/** Looks at a city; the same publication comes again until a station has something new to tell. */
export function createReader(city: City, now: () => number): () => Publication {
  const last = new Map<string, Reading>();
  let publication: Publication | null = null;

  function read(station: Station, index: number, at: number): Reading {
    const before = last.get(station.plan.stationId);
    const reading: Reading = {
      plan: station.plan,
      counts: countsTold(station),
      outage: station.outage?.kind ?? null,
      // Their heartbeats are spread over the time between two.
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
