import type { StreamMessage } from "../../functions/core/messages.ts";
import { feedsOver } from "../../functions/feeds/feeds.ts";
import { NO_MEMORY } from "../../functions/poll/no-memory.ts";
import { pollSystem } from "../../functions/poll/poll-system.ts";
import type { PollMemory, PollWorld } from "../../functions/poll/ports.ts";
import { answerAt } from "../../local/tape/answer.ts";
import { openCursor } from "../../local/tape/cursor.ts";
import type { Tape } from "../../local/tape/read.ts";

/**
 * Polls a tape with the poller's own code and yields the records that it puts on the stream, in their order. Throws a
 * TapeError for a tape that cannot be read.
 */
export async function* pollTape(tape: Tape): AsyncGenerator<StreamMessage, void, void> {
  const { system } = tape.head;
  const cursor = openCursor(tape);
  const published: StreamMessage[] = [];
  let memory: PollMemory = { ...NO_MEMORY, systemId: system.systemId };
  let now = 0;
  const publish = async (message: StreamMessage) => {
    published.push(message);
  };
  const world: PollWorld = {
    feeds: feedsOver(async () => async (url, known) => answerAt(cursor, url, known)),
    publisher: {
      publishRoster: async (roster) => {
        await publish(roster);
        return { leftOut: null };
      },
      publishOutcome: publish,
    },
    polls: {
      recall: async () => ({ memories: [memory], failures: [] }),
      // As on every tape: each response is a due poll, which goes where gbfs.json says by then.
      take: async () => ({ memory: { ...memory, urlsGoodUntil: null, patientUntil: null }, token: "" }),
      save: async (_lease, saved) => {
        memory = saved;
      },
      list: async () => [{ ...memory, leaseUntil: null }],
    },
    departed: { listedAt: null, memories: new Map() },
    now: () => now,
    wait: async () => undefined,
    // On a tape, every response is a due poll.
    downAfterMs: () => null,
    remainingMs: () => Number.POSITIVE_INFINITY,
  };
  try {
    for (let at = await cursor.next(); at !== null; at = await cursor.next()) {
      now = at;
      await pollSystem(system, world, false);
      yield* published.splice(0);
    }
  } finally {
    await cursor.close();
  }
}
