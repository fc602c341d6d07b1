import type { Readings } from "./observation.ts";
import type { RosterStation } from "./roster.ts";

/**
 * What asking a feed is about, and what it answers. A feed that fails is an answer too: who asks gets a FeedFailure,
 * never an exception.
 */

/** Never with an API key in them: the key joins the request only. */
export interface FeedUrls {
  readonly type: "urls";
  readonly status: string;
  /** Null where there is none: then stations have ids for names. */
  readonly stationInformation: string | null;
  readonly systemInformation: string | null;
  /** Absent where gbfs.json lists none, as are the two below. */
  readonly systemHours?: string;
  readonly vehicleTypes?: string;
}

/** Ids of a system's types of vehicle: a station's counts by type mean nothing without them. */
export interface VehicleTypes {
  readonly ebikes: readonly string[];
  readonly others: readonly string[];
}

/** By what a server tells whether its body has changed, as its headers had it. */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/** What came last: the next request carries its validators, and a body of the same hash is unchanged. */
export interface KnownBody extends Validators {
  readonly bodyHash: string;
}

export interface FeedFailure {
  readonly type: "failed";
  /** One sentence with all the facts and no secret. */
  readonly reason: string;
  readonly httpStatus: number | null;
  readonly retryAfterMs: number | null;
}

export type StatusAnswer = Status | StatusUnchanged | FeedFailure;

export interface Status {
  readonly type: "status";
  /** The feed's own clock in milliseconds, null when it does not tell or makes no sense. */
  readonly publishedAt: number | null;
  readonly ttlSeconds: number;
  /** Ids are unique in it. */
  readonly stations: Readings;
  /** Stations that could not be read: no object, no id, an id too long. */
  readonly leftOut: number;
  readonly body: KnownBody;
  /** Where the same body holds the names (JCDecaux); null where they are apart (GBFS). */
  readonly roster: readonly RosterStation[] | null;
}

/** With the validators that the next request is to carry. */
export interface StatusUnchanged extends Validators {
  readonly type: "unchanged";
}

export type RosterAnswer = RosterFound | RosterAbsent | FeedFailure;

export interface RosterFound {
  readonly type: "roster";
  readonly timeZone: string | null;
  /** As `Roster` has them; undefined where they could not be had for once, null where the feed tells none. */
  readonly openingHours?: string | null | undefined;
  /** Likewise. */
  readonly vehicleTypes?: VehicleTypes | null | undefined;
  readonly stations: readonly RosterStation[];
}

export interface RosterAbsent {
  readonly type: "absent";
}
