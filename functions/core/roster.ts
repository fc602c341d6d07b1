import { type OpeningHours, parseOpeningHours } from "./opening-hours.ts";

/** What changes rarely about a system's stations: what people call them and where they are. */
export interface Roster {
  readonly type: "roster";
  readonly systemId: string;
  /** Milliseconds since the epoch; an older roster than the known one is skipped. */
  readonly fetchedAt: number;
  /** IANA name, e.g. `Europe/Paris`; null when neither feed nor configuration tells. */
  readonly timeZone: string | null;
  /** As `parseOpeningHours` reads them; absent when neither feed nor configuration tells any that it can read. */
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

/** A roster with its stations by id, and its hours read. */
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
