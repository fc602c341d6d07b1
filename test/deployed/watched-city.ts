import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { createCity } from "../../local/city/city.ts";
import { serveCity } from "../../local/city/serve.ts";

const SEED = 1;
/** A Monday, when people leave for work. */
const STARTS_AT = Date.UTC(2026, 4, 4, 7, 0);
const MINUTE_MS = 60_000;

/** A simulated city over HTTP that stands still until it is told to live on. */
export interface WatchedCity {
  readonly entry: SystemEntry;
  liveOn(minutes: number): void;
  /** The ids of the stations that its feed calls empty, sorted. */
  empty(): Promise<string[]>;
  /** The same of those that are full. */
  full(): Promise<string[]>;
  close(): Promise<void>;
}

/** A station as GBFS 2.3 tells it. */
interface Status {
  readonly station_id: string;
  readonly num_bikes_available: number;
  readonly num_docks_available: number;
  readonly is_installed: boolean;
  readonly is_renting: boolean;
  readonly is_returning: boolean;
}

export async function startWatchedCity(): Promise<WatchedCity> {
  const city = createCity({ seed: SEED, startAt: STARTS_AT });
  let cityTimeMs = STARTS_AT;
  const { url, entry, close } = await serveCity({ city, cityClock: () => cityTimeMs, now: Date.now });

  async function stationsThat(hold: (station: Status) => boolean): Promise<string[]> {
    const answer = await fetch(url.replace(/gbfs\.json$/, "station_status.json"));
    const { data } = (await answer.json()) as { data: { stations: Status[] } };
    return data.stations
      .filter((station) => station.is_installed && hold(station))
      .filter((station) => station.num_bikes_available + station.num_docks_available > 0)
      .map((station) => station.station_id)
      .sort();
  }

  return {
    entry,
    liveOn: (minutes) => {
      cityTimeMs += minutes * MINUTE_MS;
    },
    empty: () => stationsThat((station) => station.is_renting && station.num_bikes_available === 0),
    full: () => stationsThat((station) => station.is_returning && station.num_docks_available === 0),
    close,
  };
}
