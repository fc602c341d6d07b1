import type { Readings } from "./observation.ts";
import type { RosterStation } from "./roster.ts";

/** The answers of a feed. A feed that fails is an answer too: the caller gets a FeedFailure, never an exception. */

/** The addresses of a system's feeds, without an API key: the key is added to the request only. */
export interface FeedUrls {
  readonly type: "urls";
  readonly status: string;
  /** Null where the feed has none; stations then have their ids as names. */
  readonly stationInformation: string | null;
  readonly systemInformation: string | null;
  /** Absent where gbfs.json lists none; the same holds for those below. */
  readonly systemHours?: string;
  readonly systemCalendar?: string;
  readonly vehicleTypes?: string;
}

/** Ids of a system's vehicle types; a station's counts by type mean nothing without them. */
export interface VehicleTypes {
  readonly ebikes: readonly string[];
  readonly others: readonly string[];
}

/** The response headers by which the server can tell whether its body has changed, exactly as it sent them. */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/** The last body: the next request sends its validators, and a body with the same hash counts as unchanged. */
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
  /** The feed's own time in milliseconds since the epoch; null when it is absent or makes no sense. */
  readonly publishedAt: number | null;
  readonly ttlSeconds: number;
  /** Station ids are unique. */
  readonly stations: Readings;
  /** How many stations could not be read: not an object, no id, or an id that is too long. */
  readonly leftOut: number;
  readonly body: KnownBody;
  /** The stations' names, where the same body holds them (JCDecaux); null where another feed does (GBFS). */
  readonly roster: readonly RosterStation[] | null;
}

/** The body has not changed; these are the validators for the next request. */
export interface StatusUnchanged extends Validators {
  readonly type: "unchanged";
}

export type RosterAnswer = RosterFound | RosterAbsent | FeedFailure;

export interface RosterFound {
  readonly type: "roster";
  readonly timeZone: string | null;
  /** As in `Roster`; undefined when they could not be fetched this time, null when the feed has none. */
  readonly openingHours?: string | null | undefined;
  /** Undefined when they could not be fetched this time, null when the feed has none. */
  readonly vehicleTypes?: VehicleTypes | null | undefined;
  readonly stations: readonly RosterStation[];
  /** A sentence for each thing that was found and cannot be used. */
  readonly unread?: readonly string[];
}

export interface RosterAbsent {
  readonly type: "absent";
}
