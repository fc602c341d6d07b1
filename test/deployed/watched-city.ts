import { packFlags } from "../../functions/core/flags.ts";
import { type Observation, readingsOf } from "../../functions/core/observation.ts";
import { Publisher } from "../../functions/stream/publisher.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { createCity } from "../../local/city/city.ts";
import { serveCity } from "../../local/city/serve.ts";
import { type KeyedSystems, startKeyedSystems } from "./keyed-systems.ts";
import type { Services } from "./services.ts";

const SEED = 1;
/** A Monday at the start of the morning commute. */
const STARTS_AT = Date.UTC(2026, 4, 4, 7, 0);
const MINUTE_MS = 60_000;

/** A simulated city over HTTP that stands still until it is told to continue. */
export interface WatchedCity {
  readonly entry: SystemEntry;
  liveOn(minutes: number): void;
  /** The ids of the stations that its feed calls empty, sorted. */
  empty(): Promise<string[]>;
  /** The ids of the stations that its feed calls full, sorted. */
  full(): Promise<string[]>;
  /** Polls its feed and puts the result on a stream, for a poller that cannot reach the city. */
  publish(services: Services, streamName: string): Promise<void>;
  /** Serves the same city behind keyed APIs. */
  keyed(apiKey: string, parameter: string, absent: string): Promise<KeyedSystems>;
  close(): Promise<void>;
}

/** A station in GBFS 2.3. */
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
  const cityClock = () => cityTimeMs;
  const { url, entry, close } = await serveCity({ city, cityClock, now: Date.now });

  async function stations(): Promise<readonly Status[]> {
    const answer = await fetch(url.replace(/gbfs\.json$/, "station_status.json"));
    const { data } = (await answer.json()) as { data: { stations: Status[] } };
    return data.stations;
  }

  async function stationsThat(hold: (station: Status) => boolean): Promise<string[]> {
    return (await stations())
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
    publish: async ({ streams }, streamName) => {
      await new Publisher(streams, streamName).publishOutcome({
        type: "snapshot",
        systemId: entry.systemId,
        fetchedAt: Date.now(),
        publishedAt: null,
        ttlSeconds: 0,
        stations: readingsOf((await stations()).map(observationOf)),
      });
    },
    keyed: (apiKey, parameter, absent) => startKeyedSystems(city, cityClock, apiKey, parameter, absent),
    close,
  };
}

function observationOf(station: Status): Observation {
  const { is_installed: isInstalled, is_renting: isRenting, is_returning: isReturning } = station;
  return {
    stationId: station.station_id,
    vehicles: station.num_bikes_available,
    docks: station.num_docks_available,
    flags: packFlags({ isInstalled, isRenting, isReturning }),
  };
}
