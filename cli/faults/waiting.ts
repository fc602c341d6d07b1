import { counted } from "../../functions/words/amounts.ts";
import { type Asked, asking } from "../asking.ts";
import type { Place } from "../places.ts";
import { FAILED, UserError } from "../user-error.ts";
import type { World } from "../world.ts";
import { batchFrom, type Fault, faultFrom } from "./fault.ts";
import { HeldQueue, HOLD_SECONDS } from "./held-queue.ts";
import { faultsQueueUrl, givenUpQueueUrl, queuesAt } from "./queue-urls.ts";

/** A message has up to 256 KB, and all that are read are in memory at once. */
const FAULTS_MAX = 500;
/** How the error for a queue that is not there is called, also where an older protocol is spoken. */
const NO_QUEUE = new Set(["QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"]);

/** Calls `use` with what waits in the queues of faults and of given-up batches, the newest first, and leaves it there. */
export async function withFaults(
  place: Place,
  world: World,
  use: (faults: readonly Fault[], asked: Asked) => Promise<void>,
): Promise<void> {
  await asking(place, world, async (asked) => {
    const { connection } = asked;
    const client = queuesAt(connection);
    const queues: HeldQueue[] = [];
    const waitingAt = async (url: string | null, read: typeof faultFrom) => {
      if (url === null) return null;
      const queue = new HeldQueue(client, url);
      queues.push(queue);
      return await ifThere(heldIn(queue, read, world));
    };
    try {
      const faults = await waitingAt(await faultsQueueUrl(connection, world), faultFrom);
      if (faults === null) throw new UserError("the queue of faults is not there", FAILED);
      const batches = await waitingAt(await givenUpQueueUrl(connection), batchFrom);
      if (batches === null)
        world.terminal.say("no queue of given-up batches is here: faults alone are shown");
      const all = [...faults, ...(batches ?? [])];
      await use(
        all.toSorted((a, b) => b.waiting.sentAt - a.waiting.sentAt),
        asked,
      );
    } finally {
      // One that is not released is seen again by itself, a minute later.
      await Promise.allSettled(queues.map((queue) => queue.release()));
      client.destroy();
    }
  });
}

/** Returns null for a queue that does not exist. */
async function ifThere<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (NO_QUEUE.has((error as Error).name)) return null;
    throw error;
  }
}

async function heldIn(queue: HeldQueue, read: typeof faultFrom, { terminal }: World): Promise<Fault[]> {
  const { waiting, held } = await queue.counts();
  if (held > 0) {
    const many = counted(held, "message");
    terminal.say(`another reader holds ${many}, for ${HOLD_SECONDS} s at most: ask again then`);
  }
  const messages = await queue.hold(FAULTS_MAX);
  if (waiting > messages.length && messages.length === FAULTS_MAX)
    terminal.say(`only ${FAULTS_MAX} of about ${waiting} messages are read at once`);
  return messages.map((message) => read(message, queue));
}
