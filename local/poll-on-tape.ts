import { setTimeout as wait } from "node:timers/promises";
import type { Polled } from "../functions/poll/poll.ts";
import { PollMemoryStore } from "../functions/store/poll-memory-store.ts";
import type { Pipeline } from "./pipeline.ts";
import { TABLE_NAMES } from "./tables.ts";

const ATTEMPTS_MAX = 5;
const PAUSE_MS = 200;

/**
 * Polls one response of a tape. A run that failed is repeated until its record is on the stream, since a tape does not
 * wait. Rejects when the record cannot be put there.
 */
export async function pollOnTape(pipeline: Pipeline, at: number): Promise<void> {
  let failure = "";
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    const result = await pipeline.poll(at);
    const polled = result.payload as Polled | null;
    if (result.status === "success" && polled?.due === 1) return;
    failure = result.error?.errorMessage ?? `the poller ended with ${result.status}`;
    await releaseLeases(pipeline);
    await wait(PAUSE_MS);
  }
  throw new Error(`the response of ${new Date(at).toISOString()} could not be polled: ${failure}`);
}

/** Frees leases whose holders died with an earlier run: on one machine, no other poller can hold one. */
export async function releaseLeases(pipeline: Pipeline): Promise<void> {
  const polls = new PollMemoryStore(pipeline.tables, TABLE_NAMES.polls);
  for (const { systemId } of await polls.list()) await polls.forgetBody(systemId);
}
