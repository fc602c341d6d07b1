import type { PollMemory } from "./ports.ts";

/** The memory of a system that was never polled. */
export const NO_MEMORY: PollMemory = {
  systemId: "",
  source: null,
  nextDueAt: 0,
  failuresInARow: 0,
  failingSince: null,
  patientUntil: null,
  urls: null,
  urlsGoodUntil: null,
  known: null,
  knownAt: null,
  ttlSeconds: 0,
  timeZone: null,
  openingHours: null,
  vehicleTypes: null,
  unheeded: [],
  rosterHash: null,
  rosterSentAt: null,
  rosterAskedAt: null,
  rosterStationsHash: null,
  retiredAt: null,
  lastPolledAt: null,
  lastOutcome: null,
  lastReason: null,
};
