import { type ByMeasure, EXTRA_MEASURES, type Measure, type Observed } from "./measures.ts";

/**
 * What a poll of one system brings, in GBFS's words. Counts are whole numbers or null (unknown: an absent field is
 * never zero); times are milliseconds since the epoch, `publishedAt` by the feed's clock and `fetchedAt` by ours.
 */

/** One reading of one station. */
export interface Observation extends Observed {
  readonly stationId: string;
  /** Bits of `flags.ts`. */
  readonly flags: number;
}

/** Readings of many stations as columns: index i of every array is the station `stationIds[i]`. */
export interface Readings extends ByMeasure<readonly (number | null)[]> {
  readonly stationIds: readonly string[];
  readonly flags: readonly number[];
}

/** Turns observations into columns. An extra measure that is unknown at every station is left out. */
export function readingsOf(observations: readonly Observation[]): Readings {
  const extras = EXTRA_MEASURES.filter((measure) => observations.some((one) => one[measure] != null));
  const counts = (measure: Measure) => observations.map((one) => one[measure] ?? null);
  return {
    stationIds: observations.map(({ stationId }) => stationId),
    vehicles: counts("vehicles"),
    docks: counts("docks"),
    flags: observations.map(({ flags }) => flags),
    ...Object.fromEntries(extras.map((measure) => [measure, counts(measure)])),
  };
}

/** All observations of one poll. */
export interface Snapshot {
  readonly type: "snapshot";
  readonly systemId: string;
  readonly fetchedAt: number;
  readonly publishedAt: number | null;
  readonly ttlSeconds: number;
  /** Station ids are unique. */
  readonly stations: Readings;
}

/** The feed answered 304 or the same body again; `snapshotAt` is the fetchedAt of the snapshot it repeats. */
export interface Unchanged {
  readonly type: "unchanged";
  readonly systemId: string;
  readonly fetchedAt: number;
  readonly snapshotAt: number;
}

/** The poll brought no observation; `reason` is one sentence without secrets. */
export interface FailedPoll {
  readonly type: "failed";
  readonly systemId: string;
  readonly fetchedAt: number;
  readonly reason: string;
  readonly httpStatus: number | null;
}

/** The system has left systems.json. */
export interface Retired {
  readonly type: "retired";
  readonly systemId: string;
  readonly fetchedAt: number;
}

/** Every due poll of every system publishes exactly one of these. */
export type PollOutcome = Snapshot | Unchanged | FailedPoll | Retired;

/** A record carries one system with at most this many stations. */
export const STATIONS_MAX = 20_000;

/** A station id has at most this many bytes of UTF-8; a station with a longer one is left out and counted. */
export const STATION_ID_BYTES_MAX = 256;

/** The greatest count of vehicles or docks at a station; a greater one is unknown, so that sums stay exact. */
export const COUNT_MAX = 1_000_000_000_000;

/** Returns whether the value is a count, of a feed or a record: a whole number from 0 to COUNT_MAX. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= COUNT_MAX;
}
