import type { Polled } from "../functions/poll/poll.ts";
import { PollMemoryStore } from "../functions/store/poll-memory-store.ts";
import { createFeedFailures } from "./feed-failures.ts";
import { createFirstLook } from "./first-look.ts";
import type { Pipeline } from "./pipeline.ts";
import { TABLE_NAMES } from "./tables.ts";
import type { Terminal } from "./terminal.ts";

/** Returns a function that polls what is due and tells the terminal what is new about the feeds themselves. */
export function createLivePoll(
  pipeline: Pipeline,
  terminal: Terminal,
  stop: AbortSignal,
): (at: number) => Promise<void> {
  const memories = new PollMemoryStore(pipeline.tables, TABLE_NAMES.polls);
  const failuresOf = createFeedFailures();
  const firstLookAt = createFirstLook(pipeline.tables);
  return async (at) => {
    const { status, payload } = await pipeline.poll(at);
    if (stop.aborted) return;
    if (status !== "success" && status !== "error") terminal.warn(`the poller ended with ${status}`);
    terminal.polled((payload as Polled | null)?.due ?? 0);
    const known = await memories.list();
    for (const { systemId, timeZone } of known) terminal.knowTimeZone(systemId, timeZone);
    for (const sentence of failuresOf(known)) terminal.warn(sentence);
    const polled = known.filter(({ lastOutcome }) => lastOutcome !== "retired");
    for (const sentence of await firstLookAt(polled.map(({ systemId }) => systemId))) terminal.talk(sentence);
  };
}
