import { indexRoster, type RosterIndex } from "../core/roster.ts";
import type { SystemEntry } from "../systems/configuration.ts";

/** What ids stand in for until a roster is stored: one without stations. */
export function withoutNames(systemId: string): RosterIndex {
  return indexRoster({ type: "roster", systemId, fetchedAt: 0, timeZone: null, stations: [] });
}

/** The IANA name by the feed, else by systems.json; null where neither says it. */
export function timeZoneOf({ roster }: RosterIndex, entry: SystemEntry | undefined): string | null {
  return roster.timeZone ?? entry?.timeZone ?? null;
}
