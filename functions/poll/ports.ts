import type { Observation, PollOutcome } from "../core/observation.ts";
import type { Roster, RosterStation } from "../core/roster.ts";
import type { SystemEntry } from "../systems/configuration.ts";

/** The world of a poll: the feeds, the stream, and what is remembered of each system between two polls. */
export interface PollWorld {
  readonly feeds: FeedPort;
  readonly publisher: PublishPort;
  readonly polls: PollMemoryPort;
  /** Kept from one run to the next for as long as the container lives. */
  readonly departed: Departed;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
  /** Milliseconds until this run is stopped from outside. */
  readonly remainingMs: () => number;
}

/** The systems that were polled once and are no longer configured. Looking for them reads the whole table. */
export interface Departed {
  listedAt: number | null;
  readonly memories: Map<string, PollMemory>;
}

/** Asks feeds. Never throws for what a feed does: that is a FeedFailure. */
export interface FeedPort {
  /** Where the system's feeds are. JCDecaux needs no request for it. */
  discover(system: SystemEntry): Promise<FeedUrls | FeedFailure>;
  fetchStatus(
    system: SystemEntry,
    urls: FeedUrls,
    known: KnownBody | null,
    vehicleTypes: VehicleTypes | null,
  ): Promise<StatusAnswer>;
  /** Names and positions, for feeds that keep them apart from the status. */
  fetchRoster(system: SystemEntry, urls: FeedUrls): Promise<RosterAnswer>;
}

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
  /** Station ids are unique in it. */
  readonly stations: readonly Observation[];
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

/** Puts on the stream. Resolves only when the stream has acknowledged. Throws a RangeError for what no record takes. */
export interface PublishPort {
  publishRoster(roster: Roster): Promise<void>;
  publishOutcome(outcome: PollOutcome): Promise<void>;
}

/** What the poller remembers of one system. Times in milliseconds. */
export interface PollMemory {
  readonly systemId: string;
  /** Which feed the rest is about, see `sourceOf`: of another one nothing holds. */
  readonly source: string | null;
  readonly nextDueAt: number;
  readonly failuresInARow: number;
  readonly urls: FeedUrls | null;
  /** When they are to be looked up again. */
  readonly urlsGoodUntil: number | null;
  readonly known: KnownBody | null;
  /** fetchedAt of the snapshot that `known` came with. */
  readonly knownAt: number | null;
  /** The ttl that came with it: a 304 has none of its own. */
  readonly ttlSeconds: number;
  /** The feed's own; kept for when it cannot be had for once. */
  readonly timeZone: string | null;
  /** The feed's own, likewise. */
  readonly openingHours: string | null;
  readonly vehicleTypes: VehicleTypes | null;
  /** Of what was sent last; null while names could not be had when they were last asked for. */
  readonly rosterHash: string | null;
  readonly rosterSentAt: number | null;
  /** When names were last asked for, found or not. */
  readonly rosterAskedAt: number | null;
  /** Of the ids that the status had when names were last found. */
  readonly rosterStationsHash: string | null;
  /** When the system was first found to have left systems.json. */
  readonly retiredAt: number | null;
  /** What the last poll brought, for people who look. */
  readonly lastPolledAt: number | null;
  readonly lastOutcome: PollOutcome["type"] | null;
  readonly lastReason: string | null;
}

/** A lease on a system's memory: whoever holds it may save, nobody else. */
export interface Lease {
  readonly memory: PollMemory;
  readonly token: string;
}

/** What is remembered of systems, perhaps a moment ago. */
export interface Recalled {
  /** Of each, also of those that were never polled; what cannot be read is as if it had never been. */
  readonly memories: readonly PollMemory[];
  /** A sentence for each part that could not be read. */
  readonly troubles: readonly string[];
}

export interface PollMemoryPort {
  /** Never rejects. */
  recall(systemIds: readonly string[]): Promise<Recalled>;
  /** Null when the system is not due yet or another poller holds it. */
  take(systemId: string, now: number, leaseMs: number): Promise<Lease | null>;
  /** Saves and gives the lease back; does nothing when it is no longer owned. */
  save(lease: Lease, memory: PollMemory): Promise<void>;
  /** Every system that was ever polled. */
  list(): Promise<readonly PollMemory[]>;
}
