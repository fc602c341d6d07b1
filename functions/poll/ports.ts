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

/** What a poll works with: the feeds, the stream, and what is remembered of each system between two polls. */
export interface PollWorld {
  readonly feeds: FeedPort;
  readonly publisher: PublishPort;
  readonly polls: PollMemoryPort;
  /** Kept between runs for as long as the container lives. */
  readonly departed: Departed;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
  /** How long a system's feed must fail to be told down; null where its rule is off. */
  readonly downAfterMs: (system: SystemEntry) => number | null;
  /** Milliseconds until this run is stopped from outside. */
  readonly remainingMs: () => number;
}

/** Systems that were polled once and are no longer configured; cached, since finding them reads the whole table. */
export interface Departed {
  listedAt: number | null;
  readonly memories: Map<string, PollMemory>;
}

/** Asks feeds. Never throws for what a feed does: it returns a FeedFailure. */
export interface FeedPort {
  /** Finds the URLs of the system's feeds. JCDecaux needs no request for it. */
  discover(system: SystemEntry): Promise<FeedUrls | FeedFailure>;
  fetchStatus(
    system: SystemEntry,
    urls: FeedUrls,
    known: KnownBody | null,
    vehicleTypes: VehicleTypes | null,
  ): Promise<StatusAnswer>;
  /** Fetches names and positions, for feeds that keep them apart from the status. */
  fetchRoster(system: SystemEntry, urls: FeedUrls): Promise<RosterAnswer>;
}

/** Puts records on the stream; resolves once it has acknowledged. Throws a RangeError for too large a record. */
export interface PublishPort {
  /** Resolves to what was left out to make it fit, in a sentence; null when nothing was. */
  publishRoster(roster: Roster): Promise<{ readonly leftOut: string | null }>;
  publishOutcome(outcome: PollOutcome): Promise<void>;
}

/** What the poller remembers of one system. Times are in milliseconds since the epoch. */
export interface PollMemory {
  readonly systemId: string;
  /** Identifies the feed that the rest is about, see `sourceOf`: nothing here holds for another feed. */
  readonly source: string | null;
  readonly nextDueAt: number;
  readonly failuresInARow: number;
  /** When the first of these failures was recorded; null where the last poll was good. */
  readonly failingSince: number | null;
  /** Until when the feed has asked not to be asked. */
  readonly patientUntil: number | null;
  readonly urls: FeedUrls | null;
  /** When the URLs are to be looked up again. */
  readonly urlsGoodUntil: number | null;
  readonly known: KnownBody | null;
  /** The fetchedAt of the snapshot that `known` came with. */
  readonly knownAt: number | null;
  /** The ttl that came with that body: a 304 has none of its own. */
  readonly ttlSeconds: number;
  /** The feed's own time zone, kept for when it cannot be fetched. */
  readonly timeZone: string | null;
  /** The feed's own opening hours, kept likewise. */
  readonly openingHours: string | null;
  readonly vehicleTypes: VehicleTypes | null;
  /** A sentence for each thing that the feed says of its system and that is not heeded. */
  readonly unheeded: readonly string[];
  /** The hash of the roster that was sent last; null when the last request for names failed. */
  readonly rosterHash: string | null;
  readonly rosterSentAt: number | null;
  /** When names were last asked for, found or not. */
  readonly rosterAskedAt: number | null;
  /** The hash of the status's station ids when names were last found. */
  readonly rosterStationsHash: string | null;
  /** When the system was first found missing from systems.json. */
  readonly retiredAt: number | null;
  /** The result of the last poll, shown to people. */
  readonly lastPolledAt: number | null;
  readonly lastOutcome: PollOutcome["type"] | null;
  readonly lastReason: string | null;
}

/** The memory as it lies in the table. */
export interface PolledMemory extends PollMemory {
  /** Until when a poll has the system to itself; null while none is under way. */
  readonly leaseUntil: number | null;
}

/** A lease on a system's memory: only its holder may save. */
export interface Lease {
  readonly memory: PollMemory;
  readonly token: string;
}

/** Memories as they were a moment ago. */
export interface Recalled {
  /** One for each system. A system that was never polled, or whose memory cannot be read, gets an empty one. */
  readonly memories: readonly PollMemory[];
  /** A sentence for each part that could not be read. */
  readonly failures: readonly string[];
}

export interface PollMemoryPort {
  /** Never rejects: what cannot be read is in `failures`. */
  recall(systemIds: readonly string[]): Promise<Recalled>;
  /** Returns null when the system is not due yet or another poller holds its lease. */
  take(systemId: string, now: number, leaseMs: number): Promise<Lease | null>;
  /** Saves and gives the lease back; does nothing when the lease is no longer held. */
  save(lease: Lease, memory: PollMemory): Promise<void>;
  /** Returns the memory of every system that was ever polled. */
  list(): Promise<readonly PolledMemory[]>;
}
