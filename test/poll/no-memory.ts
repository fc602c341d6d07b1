import type { PollMemory } from "../../functions/poll/ports.ts";

/** What is remembered of a system that was never polled. */
export const NO_MEMORY: PollMemory = {
  systemId: "",
  nextDueAt: 0,
  failuresInARow: 0,
  urls: null,
  urlsFoundAt: null,
  known: null,
  knownAt: null,
  ttlSeconds: 0,
  timeZone: null,
  rosterHash: null,
  rosterSentAt: null,
  rosterAskedAt: null,
  retiredAt: null,
  lastPolledAt: null,
  lastOutcome: null,
  lastReason: null,
};
