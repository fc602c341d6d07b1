import type {
  FeedFailure,
  FeedUrls,
  KnownBody,
  RosterAnswer,
  RosterFound,
  Status,
  StatusAnswer,
} from "../../functions/core/feed.ts";
import type { StreamMessage } from "../../functions/core/messages.ts";
import { readingsOf } from "../../functions/core/observation.ts";
import { type Polled, poll } from "../../functions/poll/poll.ts";
import type { FeedPort, Lease, PollMemory, PollMemoryPort, PollWorld } from "../../functions/poll/ports.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { at, reading } from "../core/builders.ts";
import { NO_MEMORY } from "./no-memory.ts";

export const HILL: SystemEntry = {
  systemId: "hill",
  kind: "gbfs",
  url: "https://feeds.example/hill/gbfs.json",
};
export const QUAY: SystemEntry = { ...HILL, systemId: "quay" };

export const URLS: FeedUrls = {
  type: "urls",
  status: "https://feeds.example/hill/status",
  stationInformation: "https://feeds.example/hill/information",
  systemInformation: null,
};

export function status(more: Partial<Status> = {}): Status {
  return {
    type: "status",
    publishedAt: null,
    ttlSeconds: 10,
    stations: readingsOf([reading("a", 1)]),
    leftOut: 0,
    body: { etag: '"1"', lastModified: null, bodyHash: "hash of 1" },
    roster: null,
    ...more,
  };
}

export function failure(httpStatus: number | null, retryAfterMs: number | null = null): FeedFailure {
  return { type: "failed", reason: `the feed answered ${httpStatus}`, httpStatus, retryAfterMs };
}

export function rosterOf(...names: string[]): RosterFound {
  const place = { address: null, latitude: null, longitude: null, capacity: null };
  const stations = names.map((name, index) => ({ stationId: `${index}`, name, ...place }));
  return { type: "roster", timeZone: "Europe/Paris", openingHours: null, vehicleTypes: null, stations };
}

/** Feeds, stream and memory of a poller, and a clock that stands still until it is told. */
export class MemoryPollWorld implements PollWorld {
  minute = 0;
  readonly answers = {
    discovery: (): FeedUrls | FeedFailure => URLS,
    status: (_systemId: string, _known: KnownBody | null): StatusAnswer => status(),
    roster: (): RosterAnswer => ({ type: "absent" }),
  };
  /** Thrown by the stream instead of taking the message, where it gives an error. */
  refusal: (message: StreamMessage) => Error | null = () => null;
  readonly published: StreamMessage[] = [];
  /** What was asked of the feeds, put on the stream and saved, in order: `status hill`, `names hill`, `snapshot hill`, `save hill`. */
  readonly done: string[] = [];
  readonly knownBodies: (KnownBody | null)[] = [];
  readonly memories = new Map<
    string,
    PollMemory & { readonly lease: { token: string; until: number } | null }
  >();
  /** How often all memories were listed. */
  lists = 0;
  departed = { listedAt: null as number | null, memories: new Map<string, PollMemory>() };
  remainingMs = () => Number.POSITIVE_INFINITY;
  #tokens = 0;
  #deployed = "";

  readonly now = () => at(this.minute);
  readonly wait = async (ms: number) => {
    const until = this.minute + ms / 60_000;
    await new Promise((resolve) => setImmediate(resolve));
    this.minute = Math.max(this.minute, until);
  };

  readonly feeds: { -readonly [Name in keyof FeedPort]: FeedPort[Name] } = {
    discover: async ({ systemId }) => {
      this.done.push(`discover ${systemId}`);
      return this.answers.discovery();
    },
    fetchStatus: async ({ systemId }, _urls, known) => {
      this.done.push(`status ${systemId}`);
      this.knownBodies.push(known);
      return this.answers.status(systemId, known);
    },
    fetchRoster: async ({ systemId }) => {
      this.done.push(`names ${systemId}`);
      return this.answers.roster();
    },
  };

  readonly publisher: PollWorld["publisher"] = {
    publishRoster: (roster) => this.#publish(roster),
    publishOutcome: (outcome) => this.#publish(outcome),
  };

  readonly polls: { -readonly [Name in keyof PollMemoryPort]: PollMemoryPort[Name] } = {
    take: async (systemId, now, leaseMs) => {
      const known = this.memories.get(systemId) ?? { ...NO_MEMORY, systemId, lease: null };
      if ((known.lease !== null && known.lease.until > now) || known.nextDueAt > now) return null;
      const token = `${this.#tokens++}`;
      this.memories.set(systemId, { ...known, lease: { token, until: now + leaseMs } });
      const { lease: _lease, ...memory } = known;
      return { memory, token };
    },
    save: async ({ token }: Lease, memory) => {
      if (this.memories.get(memory.systemId)?.lease?.token !== token) return;
      this.memories.set(memory.systemId, { ...memory, lease: null });
      this.done.push(`save ${memory.systemId}`);
    },
    recall: async (systemIds) => ({
      memories: systemIds.map((systemId) => this.memories.get(systemId) ?? { ...NO_MEMORY, systemId }),
      troubles: [],
    }),
    list: async () => {
      this.lists++;
      return [...this.memories.values()];
    },
  };

  async #publish(message: StreamMessage): Promise<void> {
    const refusal = this.refusal(message);
    if (refusal !== null) throw refusal;
    this.done.push(`${message.type} ${message.systemId}`);
    this.published.push(message);
  }

  /** One run of the poller at that minute; gives what it put on the stream as well. */
  async pollAt(
    minute: number,
    ...systems: SystemEntry[]
  ): Promise<Polled & { readonly sent: StreamMessage[] }> {
    this.minute = minute;
    this.published.length = 0;
    this.done.length = 0;
    this.knownBodies.length = 0;
    this.#deploy(systems);
    const polled = await poll({ systems }, this);
    return { ...polled, sent: [...this.published] };
  }

  /** Another configuration comes with another container. */
  #deploy(systems: readonly SystemEntry[]): void {
    const deployed = JSON.stringify(systems);
    if (deployed !== this.#deployed) this.departed = { listedAt: null, memories: new Map() };
    this.#deployed = deployed;
  }

  memoryOf(systemId: string): PollMemory {
    const memory = this.memories.get(systemId);
    if (memory === undefined) throw new Error(`${systemId} was never polled`);
    return memory;
  }
}
