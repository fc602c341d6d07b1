import { type OpeningHours, parseOpeningHours } from "./opening-hours.ts";

/** What rarely changes about a system's stations: their names and positions. */
export interface Roster {
  readonly type: "roster";
  readonly systemId: string;
  /** Milliseconds since the epoch; a roster older than the known one is skipped. */
  readonly fetchedAt: number;
  /** IANA name, e.g. `Europe/Paris`; null when neither feed nor configuration gives one. */
  readonly timeZone: string | null;
  /** As `parseOpeningHours` reads them; absent when neither feed nor configuration gives any. */
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
  /** The station's own hours, which go before the system's; absent where it has none, or the same. */
  readonly openingHours?: string;
  /** False for a virtual or valet station without capacity: it has no docks to count. */
  readonly hasDocks?: false;
}

/** A roster with its stations by id and all opening hours parsed. */
export interface RosterIndex {
  readonly roster: Roster;
  readonly byId: ReadonlyMap<string, RosterStation>;
  readonly openingHours: OpeningHours | null;
  /** By station id, null where they are not understood; stations with the same hours share the object. */
  readonly ownHours: ReadonlyMap<string, OpeningHours | null>;
  /** The stations that have no docks to count. */
  readonly dockless: ReadonlySet<string>;
}

export function indexRoster(roster: Roster): RosterIndex {
  return {
    roster,
    byId: new Map(roster.stations.map((station) => [station.stationId, station])),
    openingHours: parseOpeningHours(roster.openingHours ?? ""),
    ownHours: ownHoursOf(roster.stations),
    dockless: new Set(
      roster.stations.filter(({ hasDocks }) => hasDocks === false).map(({ stationId }) => stationId),
    ),
  };
}

function ownHoursOf(stations: readonly RosterStation[]): RosterIndex["ownHours"] {
  const parsed = new Map<string, OpeningHours | null>();
  const own = new Map<string, OpeningHours | null>();
  for (const { stationId, openingHours } of stations) {
    if (openingHours === undefined) continue;
    if (!parsed.has(openingHours)) parsed.set(openingHours, parseOpeningHours(openingHours));
    own.set(stationId, parsed.get(openingHours) ?? null);
  }
  return own;
}
