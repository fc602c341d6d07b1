import type { CityFeed } from "../../local/city/serve.ts";

/** A JSON object that tests change in place. */
export type Fields = Record<string, unknown>;

/** Where a feed keeps the fields that tests change. */
export interface Dialect {
  readonly feed: CityFeed;
  readonly statusPath: RegExp;
  stationsOf(body: unknown): Fields[];
  setId(station: Fields, stationId: unknown): void;
  setCounts(station: Fields, vehicles: unknown, docks: unknown): void;
  setOpen(station: Fields, open: boolean): void;
  setTimes(body: unknown, time: unknown): void;
}

function gbfs(feed: CityFeed, vehiclesField: string): Dialect {
  const stationsOf = (body: unknown) => (body as { data: { stations: Fields[] } }).data.stations;
  return {
    feed,
    statusPath: /\/station_status\.json$/,
    stationsOf,
    setId(station, stationId) {
      station.station_id = stationId;
    },
    setCounts(station, vehicles, docks) {
      station[vehiclesField] = vehicles;
      station.num_docks_available = docks;
      delete station.vehicle_types_available;
    },
    setOpen(station, open) {
      station.is_installed = open;
    },
    setTimes(body, time) {
      (body as Fields).last_updated = time;
      for (const station of stationsOf(body)) station.last_reported = time;
    },
  };
}

export const GBFS_2 = gbfs("gbfs-2.3", "num_bikes_available");
export const GBFS_3 = gbfs("gbfs-3.0", "num_vehicles_available");

export const JCDECAUX: Dialect = {
  feed: "jcdecaux-v3",
  statusPath: /\/stations\?/,
  stationsOf: (body) => body as Fields[],
  setId(station, stationId) {
    station.number = stationId;
  },
  setCounts(station, bikes, stands) {
    station.totalStands = { availabilities: { bikes, stands }, capacity: 20 };
  },
  setOpen(station, open) {
    station.status = open ? "OPEN" : "CLOSED";
  },
  setTimes(body, time) {
    for (const station of body as Fields[]) station.lastUpdate = time;
  },
};
