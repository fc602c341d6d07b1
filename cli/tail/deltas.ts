import type { StreamMessage } from "../../functions/core/messages.ts";
import type { Snapshot } from "../../functions/core/observation.ts";
import { indexRoster, type RosterIndex } from "../../functions/core/roster.ts";
import { counted } from "../../functions/words/amounts.ts";

/** A change of the bikes at a station between two snapshots. */
export interface Delta {
  readonly systemId: string;
  readonly stationId: string;
  readonly change: number;
  /** The e-bikes that are there now; null where the feed does not tell. */
  readonly ebikes: number | null;
}

interface Seen {
  readonly vehicles: Map<string, number>;
  fetchedAt: number;
  roster: RosterIndex | null;
}

/** Remembers of each system what it saw last, and finds what has changed. */
export class DeltaFinder {
  readonly #systems = new Map<string, Seen>();

  /** None for the first snapshot of a system, for one older than the last, and for every other message. */
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

  /** Null until a roster has passed. */
  rosterOf(systemId: string): RosterIndex | null {
    return this.#seen(systemId).roster;
  }

  #seen(systemId: string): Seen {
    const seen = this.#systems.get(systemId) ?? { vehicles: new Map(), fetchedAt: 0, roster: null };
    this.#systems.set(systemId, seen);
    return seen;
  }
}

/** A count that is not known leaves the known one as it was. */
function compare({ systemId, stations }: Snapshot, vehicles: Map<string, number>): Delta[] {
  const deltas: Delta[] = [];
  for (const [index, stationId] of stations.stationIds.entries()) {
    const count = stations.vehicles[index] ?? null;
    if (count === null) continue;
    const before = vehicles.get(stationId);
    vehicles.set(stationId, count);
    if (before === undefined || before === count) continue;
    deltas.push({ systemId, stationId, change: count - before, ebikes: stations.ebikes?.[index] ?? null });
  }
  return deltas;
}

/** `+2 station, address, now 1 e-bike (system)`; the id where there is no name. */
export function deltaLine(
  { systemId, stationId, change, ebikes }: Delta,
  roster: RosterIndex | null,
): string {
  const station = roster?.byId.get(stationId);
  const address = station?.address ? `, ${station.address}` : "";
  const electric = ebikes === null ? "" : `, now ${counted(ebikes, "e-bike")}`;
  return `${change > 0 ? "+" : ""}${change} ${station?.name ?? stationId}${address}${electric} (${systemId})`;
}
