import type { PollMemory } from "../functions/poll/ports.ts";

/** What to say of the feeds after a poll: of each that has begun to fail, why; of each that is back, that it is. */
export function createFeedFailures(): (memories: readonly PollMemory[]) => string[] {
  const told = new Map<string, string>();
  return (memories) =>
    memories.flatMap(({ systemId, lastOutcome, lastReason, retiredAt }) => {
      // Of an earlier run in the same tables.
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
