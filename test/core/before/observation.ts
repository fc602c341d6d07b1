/**
 * What a poll of one system brings, in GBFS's words. Counts are whole numbers or null (unknown: an absent
 * field is never zero); times are milliseconds since the epoch. Three clocks: `reportedAt` is the station's,
 * `publishedAt` the feed's, `fetchedAt` ours.
 */

/** One reading of one station. */
export interface Observation {
  readonly stationId: string;
  readonly vehiclesAvailable: number | null;
  readonly docksAvailable: number | null;
  /** Bits of `flags.ts`. */
  readonly flags: number;
  readonly capacity: number | null;
  readonly reportedAt: number | null;
  /** Of the vehicles, the electric bikes; absent where the feed does not tell. */
  readonly ebikesAvailable?: number | undefined;
}

/** All observations of one poll; station ids are unique in it. */
export interface Snapshot {
  readonly type: "snapshot";
  readonly systemId: string;
  readonly fetchedAt: number;
  readonly publishedAt: number | null;
  readonly ttlSeconds: number;
  readonly stations: readonly Observation[];
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
