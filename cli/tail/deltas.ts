import type { StreamMessage } from "../../functions/core/messages.ts";
import type { Snapshot } from "../../functions/core/observation.ts";
import { indexRoster, type RosterIndex } from "../../functions/core/roster.ts";
import { counted } from "../../functions/words/amounts.ts";
import { wallTime } from "../../functions/words/times.ts";

/** A change in the number of vehicles at a station between two snapshots. */
export interface Delta {
  readonly systemId: string;
  readonly stationId: string;
  /** fetchedAt of the snapshot that shows it. */
  readonly at: number;
  readonly change: number;
  /** How many vehicles are there now. */
  readonly vehicles: number;
  /** The e-bikes at the station now; null when unknown. */
  readonly ebikes: number | null;
}

interface Seen {
  readonly vehicles: Map<string, number>;
  fetchedAt: number;
  roster: RosterIndex | null;
}

/** Remembers each system's last snapshot and finds the changes of the next one. */
export class DeltaFinder {
  readonly #systems = new Map<string, Seen>();

  /** Returns the changes; none for a system's first snapshot, one older than the last, or any other message. */
  take(message: StreamMessage): Delta[] {
    const seen = this.#seen(message.systemId);
    if (message.type === "roster") {
      const known = seen.roster?.roster.fetchedAt ?? 0;
      if (message.fetchedAt >= known) seen.roster = indexRoster(message);
    }
    if (message.type !== "snapshot" || message.fetchedAt <= seen.fetchedAt) return [];
    seen.fetchedAt = message.fetchedAt;
    return compare(message, seen.vehicles);
  }

  /** Returns the system's newest roster; null until one has passed. */
  rosterOf(systemId: string): RosterIndex | null {
    return this.#seen(systemId).roster;
  }

  #seen(systemId: string): Seen {
    const seen = this.#systems.get(systemId) ?? { vehicles: new Map(), fetchedAt: 0, roster: null };
    this.#systems.set(systemId, seen);
    return seen;
  }
}

/** Compares a snapshot with the known counts and updates them; an unknown count leaves the known one unchanged. */
function compare({ systemId, fetchedAt: at, stations }: Snapshot, vehicles: Map<string, number>): Delta[] {
  const deltas: Delta[] = [];
  for (const [index, stationId] of stations.stationIds.entries()) {
    const count = stations.vehicles[index] ?? null;
    if (count === null) continue;
    const before = vehicles.get(stationId);
    vehicles.set(stationId, count);
    if (before === undefined || before === count) continue;
    const change = count - before;
    deltas.push({
      systemId,
      stationId,
      at,
      change,
      vehicles: count,
      ebikes: stations.ebikes?.[index] ?? null,
    });
  }
  return deltas;
}

/** Returns `2026-05-04 10:02:00  lisbon  1  +2, now 5 bikes (1 e-bike)  Rossio, Praça Dom Pedro IV`. */
export function deltaLine(
  { systemId, stationId, at, change, vehicles, ebikes }: Delta,
  roster: RosterIndex | null,
  timeZone: string,
): string {
  const station = roster?.byId.get(stationId);
  const delta = `${change > 0 ? "+" : ""}${change}, now ${counted(vehicles, "bike")}`;
  const electric = ebikes === null ? "" : ` (${counted(ebikes, "e-bike")})`;
  const place = [station?.name, station?.address].filter(Boolean).join(", ");
  const time = wallTime(at, timeZone, true);
  return [time, systemId, stationId, `${delta}${electric}`, place].join("  ").trimEnd();
}
