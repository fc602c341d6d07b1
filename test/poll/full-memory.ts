import type { PollMemory } from "../../functions/poll/ports.ts";
import { at } from "../core/builders.ts";

/** What a poller remembers of a system whose every fact is known, each different from the others. */
export function fullMemory(systemId: string, more: Partial<PollMemory> = {}): PollMemory {
  return {
    systemId,
    source: "gbfs https://feeds.example/gbfs.json",
    nextDueAt: at(1),
    failuresInARow: 3,
    failingSince: at(-3),
    patientUntil: at(2),
    urls: {
      type: "urls",
      status: "https://feeds.example/status",
      stationInformation: null,
      systemInformation: null,
      vehicleTypes: "https://feeds.example/types",
    },
    urlsGoodUntil: at(9),
    known: { etag: '"1"', lastModified: "Mon, 04 May 2026 08:00:00 GMT", bodyHash: "abc" },
    knownAt: at(-2),
    ttlSeconds: 120,
    timeZone: "Europe/Paris",
    openingHours: "Mo-Fr 06:00-23:00",
    vehicleTypes: { ebikes: ["__proto__"], others: [] },
    unheeded: ["a sentence"],
    rosterHash: "def",
    rosterSentAt: at(-8),
    rosterAskedAt: at(-7),
    rosterStationsHash: "ghi",
    retiredAt: at(-6),
    lastPolledAt: at(-1),
    lastOutcome: "failed",
    lastReason: "it answered 503",
    ...more,
  };
}
