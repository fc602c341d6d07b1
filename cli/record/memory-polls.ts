import { NO_MEMORY } from "../../functions/poll/no-memory.ts";
import type { PollMemory, PollMemoryPort } from "../../functions/poll/ports.ts";

/** What one process remembers of its polls, for as long as it lives; nobody else polls, so a lease is always free. */
export function memoryPolls(): PollMemoryPort {
  const memories = new Map<string, PollMemory>();
  const of = (systemId: string) => memories.get(systemId) ?? { ...NO_MEMORY, systemId };
  return {
    recall: async (systemIds) => ({ memories: systemIds.map(of), failures: [] }),
    take: async (systemId, now) => {
      const memory = of(systemId);
      return memory.nextDueAt > now ? null : { memory, token: "" };
    },
    save: async (_lease, memory) => {
      memories.set(memory.systemId, memory);
    },
    list: async () => [...memories.values()].map((memory) => ({ ...memory, leaseUntil: null })),
  };
}
