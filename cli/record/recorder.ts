import { credentialsOf, type KeyOf } from "../../functions/feeds/credentials.ts";
import { feedsOver } from "../../functions/feeds/feeds.ts";
import type { Fetcher } from "../../functions/feeds/fetcher.ts";
import { type Polled, poll } from "../../functions/poll/poll.ts";
import type { FeedPort, PollMemory, PollWorld, PublishPort } from "../../functions/poll/ports.ts";
import { FUNCTIONS } from "../../functions/runtime/functions.ts";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { feedDownAfterMs } from "../../functions/systems/feed-down.ts";
import type { Recording } from "../../local/tape/recording.ts";
import { Heard } from "./heard.ts";
import { memoryPolls } from "./memory-polls.ts";

/** What a recorder works with. */
export interface RecorderOptions {
  readonly configuration: SystemsConfiguration;
  /** The tape of each system of the configuration, by its id. */
  readonly recordings: ReadonlyMap<string, Recording>;
  readonly keyOf: KeyOf;
  readonly fetcher: Pick<Fetcher, "get">;
  /** Whether names, places, hours and types of vehicles are asked for too. */
  readonly withRoster: boolean;
  /** Milliseconds since the epoch, by the feeds' clock. */
  readonly now: () => number;
  /** Waits by that clock. */
  readonly wait: (ms: number) => Promise<void>;
}

export interface Recorder {
  /** Polls what is due and puts each poll on its system's tape. Rejects with one sentence when a tape cannot grow. */
  run(): Promise<Polled>;
  memories(): Promise<readonly PollMemory[]>;
}

/** Polls as the deployed poller does, by its own code; a tape takes the place of the stream. */
export function createRecorder(options: RecorderOptions): Recorder {
  const { configuration, recordings, keyOf, fetcher, withRoster, now, wait } = options;
  const heardOf = new Map(configuration.systems.map((system) => [system.systemId, new Heard(system)]));
  const polls = memoryPolls();
  let runStartedAt = performance.now();
  const remainingMs = () => FUNCTIONS.poll.limits.timeoutMs - (performance.now() - runStartedAt);
  const feeds = feedsOver(async (system) => {
    const credentials = await credentialsOf(system, keyOf);
    if (credentials.type === "failed") return credentials;
    return async (url, known) => {
      const answer = await fetcher.get(url, known, credentials);
      heardOf.get(system.systemId)?.answers(url, answer, now());
      return answer;
    };
  });
  const heardFeeds: FeedPort = {
    ...feeds,
    fetchStatus: (system, urls, known, vehicleTypes) => {
      heardOf.get(system.systemId)?.asks(urls.status);
      return feeds.fetchStatus(system, urls, known, vehicleTypes);
    },
    fetchRoster: async (system, urls) =>
      withRoster ? await feeds.fetchRoster(system, urls) : { type: "absent" },
  };
  let broken: unknown = null;
  const tapes: PublishPort = {
    // A replay makes it out of the same answers.
    publishRoster: async () => ({ leftOut: null }),
    publishOutcome: async (outcome) => {
      const responses = heardOf.get(outcome.systemId)?.poll(outcome) ?? [];
      try {
        await recordings.get(outcome.systemId)?.append(responses);
      } catch (error) {
        broken ??= error;
        throw error;
      }
    },
  };
  const world: PollWorld = {
    feeds: heardFeeds,
    publisher: tapes,
    polls,
    departed: { listedAt: null, memories: new Map() },
    now,
    wait,
    downAfterMs: (entry) => feedDownAfterMs(configuration, entry),
    remainingMs,
  };
  return {
    async run() {
      runStartedAt = performance.now();
      const polled = await poll(configuration, world);
      if (broken !== null) throw broken;
      return polled;
    },
    memories: () => polls.list(),
  };
}
