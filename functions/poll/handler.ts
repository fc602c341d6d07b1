import { setTimeout as wait } from "node:timers/promises";
import type { SSMClient } from "@aws-sdk/client-ssm";
import { createFeeds } from "../feeds/feeds.ts";
import { apiKeys } from "../runtime/api-keys.ts";
import { dynamoClient, kinesisClient, parameterClient } from "../runtime/clients.ts";
import { optionalEnvironment, requireEnvironment } from "../runtime/environment.ts";
import { POLL } from "../runtime/functions.ts";
import { loadSystems } from "../runtime/load-systems.ts";
import { log } from "../runtime/log.ts";
import { logMetrics } from "../runtime/metrics.ts";
import { PollMemoryStore } from "../store/poll-memory-store.ts";
import { Publisher } from "../stream/publisher.ts";
import { feedDownAfterMs } from "../systems/feed-down.ts";
import { type Polled, poll } from "./poll.ts";
import { shardOf } from "./shard.ts";

/** The schedule's event names the part of the systems to poll, or nothing for all. Only tapes and the simulated city use the time. */
interface ScheduledEvent {
  readonly time?: string;
  readonly shard?: number;
  readonly of?: number;
}

/** The part of Lambda's context that is used. */
interface Invocation {
  getRemainingTimeInMillis(): number;
}

/** What a poller calls. */
interface Clients {
  readonly dynamo: ConstructorParameters<typeof PollMemoryStore>[0];
  readonly kinesis: ConstructorParameters<typeof Publisher>[0];
  /** Called when a key is read from Parameter Store. */
  readonly parameters: () => SSMClient;
}

/** Returns the handler of a container, whose clients and connections it keeps from run to run. */
export function createHandler(environment: NodeJS.ProcessEnv, { dynamo, kinesis, parameters }: Clients) {
  const { streamName, pollsTable } = requireEnvironment(POLL.variables, environment);
  const hasOwnTime = optionalEnvironment("pollClock", environment) === "event";
  const configuration = loadSystems(environment);
  const polls = new PollMemoryStore(dynamo, pollsTable, hasOwnTime);
  const publisher = new Publisher(kinesis, streamName);
  const departed = { listedAt: null, memories: new Map() };
  /** The current run: a container has one at a time. */
  let current: Invocation;
  const remainingMs = () => current.getRemainingTimeInMillis();
  const feeds = createFeeds({
    contact: configuration.contact ?? null,
    keyOf: apiKeys(parameters, Date.now, environment),
    loopbackHttp: optionalEnvironment("loopbackFeeds", environment) === "allow",
    remainingMs,
  });

  return async (event: ScheduledEvent, invocation: Invocation): Promise<Polled> => {
    const startedAt = Date.now();
    const shard = shardOf(event);
    current = invocation;
    const ownTime = hasOwnTime ? Date.parse(event.time ?? "") : null;
    const polled = await poll(
      configuration,
      {
        feeds,
        publisher,
        polls,
        departed,
        now: ownTime === null ? Date.now : () => ownTime,
        wait,
        downAfterMs: (entry) => feedDownAfterMs(configuration, entry),
        remainingMs,
      },
      shard,
    );
    const { failures, unheeded, ...counts } = polled;
    for (const failure of failures) log("ERROR", "system not polled", { failure });
    for (const reason of unheeded) log("WARN", "not heeded", { reason });
    if (counts.left > 0) log("WARN", "systems left to the next run", { ...shard, left: counts.left });
    const endedAt = Date.now();
    const fields = { ...counts, ...shard, durationMs: endedAt - startedAt };
    logMetrics(POLL.metrics, "polled", fields, endedAt, environment);
    if (failures.length > 0) throw new Error(`${failures.length} systems failed, the first: ${failures[0]}`);
    return polled;
  };
}

export const handler = createHandler(process.env, {
  dynamo: dynamoClient(),
  kinesis: kinesisClient(),
  parameters: parameterClient,
});
