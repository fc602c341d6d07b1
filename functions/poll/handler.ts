import { setTimeout as wait } from "node:timers/promises";
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
import type { SystemEntry } from "../systems/configuration.ts";
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

const { streamName, pollsTable } = requireEnvironment(POLL.variables);
const hasOwnTime = optionalEnvironment("pollClock") === "event";
const configuration = loadSystems();
const polls = new PollMemoryStore(dynamoClient(), pollsTable, hasOwnTime);
const publisher = new Publisher(kinesisClient(), streamName);
const departed = { listedAt: null, memories: new Map() };
/** Milliseconds left of the current run: a container has one run at a time. */
let remainingMs = () => Number.POSITIVE_INFINITY;
const feeds = createFeeds({
  contact: configuration.contact ?? null,
  keyOf: apiKeys(parameterClient, Date.now),
  loopbackHttp: optionalEnvironment("loopbackFeeds") === "allow",
  remainingMs: () => remainingMs(),
});

export async function handler(event: ScheduledEvent, invocation: Invocation): Promise<Polled> {
  const startedAt = Date.now();
  const shard = shardOf(event);
  remainingMs = () => invocation.getRemainingTimeInMillis();
  const ownTime = hasOwnTime ? Date.parse(event.time ?? "") : null;
  const world = {
    feeds,
    publisher,
    polls,
    departed,
    now: ownTime === null ? Date.now : () => ownTime,
    wait: (ms: number) => wait(ms),
    downAfterMs: (entry: SystemEntry) => feedDownAfterMs(configuration, entry),
    remainingMs,
  };
  const { failures, unheeded, ...counts } = await poll(configuration, world, shard);
  for (const failure of failures) log("ERROR", "system not polled", { failure });
  for (const reason of unheeded) log("WARN", "not heeded", { reason });
  if (counts.left > 0) log("WARN", "systems left to the next run", { ...shard, left: counts.left });
  const endedAt = Date.now();
  const fields = { ...counts, ...shard, durationMs: endedAt - startedAt };
  logMetrics(POLL.metrics, "polled", fields, endedAt);
  if (failures.length > 0) throw new Error(`${failures.length} systems failed, the first: ${failures[0]}`);
  return { ...counts, failures, unheeded };
}
