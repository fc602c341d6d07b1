import { indexRoster, type RosterIndex } from "../core/roster.ts";
import type { SystemEntry } from "../systems/configuration.ts";

/** Returns a roster without stations, so that ids stand in for names until a roster is stored. */
export function withoutNames(systemId: string): RosterIndex {
  return indexRoster({ type: "roster", systemId, fetchedAt: 0, timeZone: null, stations: [] });
}

/** Returns the IANA name from the feed, else from systems.json; null where neither has one. */
export function timeZoneOf({ roster }: RosterIndex, entry: SystemEntry | undefined): string | null {
  return roster.timeZone ?? entry?.timeZone ?? null;
}
