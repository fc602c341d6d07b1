import { ScanCommand } from "@aws-sdk/lib-dynamodb";
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
import type { FeedPort, PollMemory, PollWorld } from "../../functions/poll/ports.ts";
import { PollMemoryStore } from "../../functions/store/poll-memory-store.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { at, MINUTE_MS, reading } from "../core/builders.ts";
import { clientOf } from "../doubles/client.ts";
import { MemoryTables } from "../doubles/tables/tables.ts";

export const HILL: SystemEntry = {
  systemId: "hill",
  kind: "gbfs",
  url: "https://feeds.example/hill/gbfs.json",
};
export const QUAY: SystemEntry = { ...HILL, systemId: "quay" };

/** The minutes from `from` to `to`, both included. */
export function* everyMinute(from: number, to: number) {
  for (let minute = from; minute <= to; minute++) yield minute;
}

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

/** Feeds and stream of a poller, its memory in tables, and a clock that moves only when told. */
export class MemoryPollWorld implements PollWorld {
  minute = 0;
  readonly answers = {
    discovery: (): FeedUrls | FeedFailure => URLS,
    status: (_systemId: string, _known: KnownBody | null): StatusAnswer => status(),
    roster: (): RosterAnswer => ({ type: "absent" }),
  };
  /** If it returns an error, the stream throws that instead of taking the message. */
  refusal: (message: StreamMessage) => Error | null = () => null;
  /** What a roster is sent without, in a sentence. */
  leftOut: string | null = null;
  readonly published: StreamMessage[] = [];
  /** Requests to feeds, puts and saves in order: `status hill`, `names hill`, `snapshot hill`, `save hill`. */
  readonly done: string[] = [];
  readonly knownBodies: (KnownBody | null)[] = [];
  /** How often all memories were listed. */
  lists = 0;
  readonly tables = new MemoryTables({
    onWrite: ({ after }) => {
      if (after.leaseToken === undefined) this.done.push(`save ${after.systemId}`);
    },
  });
  readonly polls = new PollMemoryStore(
    clientOf({
      send: (command) => {
        if (command instanceof ScanCommand && command.input.ExclusiveStartKey === undefined) this.lists++;
        return this.tables.send(command);
      },
    }),
    "polls",
  );
  departed = { listedAt: null as number | null, memories: new Map<string, PollMemory>() };
  remainingMs = () => Number.POSITIVE_INFINITY;
  downAfterMs = (): number | null => 10 * MINUTE_MS;
  #deployed = "";

  readonly now = () => Math.round(at(this.minute));
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
    publishRoster: async (roster) => {
      await this.#publish(roster);
      return { leftOut: this.leftOut };
    },
    publishOutcome: (outcome) => this.#publish(outcome),
  };

  async #publish(message: StreamMessage): Promise<void> {
    const refusal = this.refusal(message);
    if (refusal !== null) throw refusal;
    this.done.push(`${message.type} ${message.systemId}`);
    this.published.push(message);
  }

  /** Runs the poller once at that minute; also returns what it put on the stream. */
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

  /** Polls in each of the minutes; returns those that satisfy `isSo`. */
  async minutesOf(minutes: Iterable<number>, isSo: (polled: Polled) => boolean): Promise<number[]> {
    const found: number[] = [];
    for (const minute of minutes) if (isSo(await this.pollAt(minute, HILL))) found.push(minute);
    return found;
  }

  /** Another configuration arrives with another container. */
  #deploy(systems: readonly SystemEntry[]): void {
    const deployed = JSON.stringify(systems);
    if (deployed !== this.#deployed) this.departed = { listedAt: null, memories: new Map() };
    this.#deployed = deployed;
  }

  /** The memory that the next poll will find. */
  async memoryOf(systemId: string): Promise<PollMemory> {
    const { memories } = await this.polls.recall([systemId]);
    if (memories[0] === undefined || !this.isKnown(systemId)) throw new Error(`${systemId} was never polled`);
    return memories[0];
  }

  isKnown(systemId: string): boolean {
    return this.tables.read("polls", { systemId }) !== undefined;
  }
}
