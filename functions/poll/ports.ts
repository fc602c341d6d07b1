import type {
  FeedFailure,
  FeedUrls,
  KnownBody,
  RosterAnswer,
  StatusAnswer,
  VehicleTypes,
} from "../core/feed.ts";
import type { PollOutcome } from "../core/observation.ts";
import type { Roster } from "../core/roster.ts";
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
  readonly failures: readonly string[];
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
