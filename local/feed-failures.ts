import type { PollMemory } from "../functions/poll/ports.ts";

/** Returns what to say about the feeds after a poll: why a feed has begun to fail, and that one is back. */
export function createFeedFailures(): (memories: readonly PollMemory[]) => string[] {
  const told = new Map<string, string>();
  return (memories) =>
    memories.flatMap(({ systemId, lastOutcome, lastReason, retiredAt }) => {
      // A system of an earlier run with the same tables.
      if (retiredAt !== null) return [];
      const before = told.get(systemId);
      if (lastOutcome !== "failed") {
        return told.delete(systemId) ? [`${systemId}: the feed can be read again`] : [];
      }
      const reason = lastReason ?? "nobody knows why";
      told.set(systemId, reason);
      return before === reason ? [] : [`${systemId}: the poll failed: ${reason}`];
    });
}
