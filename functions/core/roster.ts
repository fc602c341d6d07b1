import { type OpeningHours, parseOpeningHours } from "./opening-hours.ts";

/** What rarely changes about a system's stations: their names and positions. */
export interface Roster {
  readonly type: "roster";
  readonly systemId: string;
  /** Milliseconds since the epoch; a roster older than the known one is skipped. */
  readonly fetchedAt: number;
  /** IANA name, e.g. `Europe/Paris`; null when neither feed nor configuration gives one. */
  readonly timeZone: string | null;
  /** As `parseOpeningHours` reads them; absent when neither feed nor configuration gives hours that it can read. */
  readonly openingHours?: string | undefined;
  readonly stations: readonly RosterStation[];
}

export interface RosterStation {
  readonly stationId: string;
  readonly name: string;
  readonly address: string | null;
  /** Degrees, WGS 84; null where the feed has none or says 0,0. */
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly capacity: number | null;
}

/** A roster with its stations by id and its opening hours parsed. */
export interface RosterIndex {
  readonly roster: Roster;
  readonly byId: ReadonlyMap<string, RosterStation>;
  readonly openingHours: OpeningHours | null;
}

export function indexRoster(roster: Roster): RosterIndex {
  return {
    roster,
    byId: new Map(roster.stations.map((station) => [station.stationId, station])),
    openingHours: parseOpeningHours(roster.openingHours ?? ""),
  };
}
