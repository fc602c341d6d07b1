import { type ByMeasure, EXTRA_MEASURES, type Measure, type Observed } from "./measures.ts";

/**
 * What a poll of one system brings, in GBFS's words. Counts are whole numbers or null (unknown: an absent
 * field is never zero); times are milliseconds since the epoch. Two clocks: `publishedAt` is the feed's, `fetchedAt`
 * ours.
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

/** An extra measure that is known at no station is left out. */
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
  /** Ids are unique in it. */
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

/** Exactly one of these goes out for every due poll of every system. */
export type PollOutcome = Snapshot | Unchanged | FailedPoll | Retired;

/** One record carries one system of at most so many stations. */
export const STATIONS_MAX = 10_000;

/** A station whose id is longer (UTF-8) is left out and counted. */
export const STATION_ID_BYTES_MAX = 256;

/** No station has so many vehicles or docks; a greater count is unknown, so that sums stay exact. */
export const COUNT_MAX = 1_000_000_000_000;

/** A count as feeds and records may give it: a whole number from 0 to COUNT_MAX. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= COUNT_MAX;
}
