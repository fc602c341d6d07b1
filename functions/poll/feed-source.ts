import { createHash } from "node:crypto";
import type { SystemEntry } from "../systems/configuration.ts";
import { NO_MEMORY } from "./no-memory.ts";
import type { PollMemory } from "./ports.ts";

const SOURCE_CHARACTERS = 22;

/** Tells feeds under the same systemId apart. A hash, since an address may have something secret in its query. */
export function sourceOf(entry: SystemEntry): string {
  const { kind, url } = entry;
  const jcdecaux = entry.kind === "jcdecaux" ? [entry.contract, entry.apiVersion] : [];
  const text = JSON.stringify([kind, url, ...jcdecaux]);
  return createHash("sha256").update(text).digest("base64url").slice(0, SOURCE_CHARACTERS);
}

/**
 * Returns the part of the memory that is about the entry's feed. When the entry names another feed than before, the old
 * URLs, ETag, body and names go: with them the new feed would be asked at the wrong place, or seem unchanged.
 */
export function memoryOfFeed(memory: PollMemory, entry: SystemEntry): PollMemory {
  const source = sourceOf(entry);
  if (memory.source === source) return memory;
  const { systemId, nextDueAt, rosterStationsHash, retiredAt, lastPolledAt, lastOutcome, lastReason } =
    memory;
  const kept = { systemId, nextDueAt, rosterStationsHash, retiredAt, lastPolledAt, lastOutcome, lastReason };
  return { ...NO_MEMORY, ...kept, source };
}
