import { createFeeds } from "../feeds/feeds.ts";
import { apiKeys } from "../runtime/api-keys.ts";
import { dynamoClient, kinesisClient, parameterClient } from "../runtime/clients.ts";
import { optionalEnvironment, requireEnvironment } from "../runtime/environment.ts";
import { log } from "../runtime/log.ts";
import { logMetrics, METRICS } from "../runtime/metrics.ts";
import { PollMemoryStore } from "../store/poll-memory-store.ts";
import { Publisher } from "../stream/publisher.ts";
import { loadSystems } from "../systems/load.ts";
import { type Polled, poll } from "./poll.ts";

/** What the schedule sends; of it only the time matters, and only to tapes. */
interface ScheduledEvent {
  readonly time?: string;
}

const { streamName, pollsTable } = requireEnvironment(["streamName", "pollsTable"]);
const onTape = optionalEnvironment("pollClock") === "event";
const { configuration } = loadSystems();
const polls = new PollMemoryStore(dynamoClient(), pollsTable, onTape);
const publisher = new Publisher(kinesisClient(), streamName);
const feeds = createFeeds({
  contact: configuration.contact ?? null,
  keyOf: apiKeys(parameterClient, Date.now),
  loopbackHttp: optionalEnvironment("loopbackFeeds") === "allow",
});

export async function handler(event: ScheduledEvent): Promise<Polled> {
  const startedAt = Date.now();
  const tapeTime = onTape ? Date.parse(event.time ?? "") : null;
  const polled = await poll(configuration, {
    feeds,
    publisher,
    polls,
    now: tapeTime === null ? Date.now : () => tapeTime,
  });
  const { troubles, ...counts } = polled;
  for (const trouble of troubles) log("ERROR", "system not polled", { trouble });
  const endedAt = Date.now();
  logMetrics(METRICS.poll, "polled", { ...counts, durationMs: endedAt - startedAt }, endedAt);
  if (troubles.length > 0)
    throw new Error(`${troubles.length} systems in trouble, the first: ${troubles[0]}`);
  return polled;
}
