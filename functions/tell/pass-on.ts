import type { AlertsChanged } from "../core/announcement.ts";
import { messageOf } from "../core/messages.ts";
import { type Message, NOTHING_TOLD, settle } from "../core/telling.ts";
import type { PassOnWorld, QueuedChange } from "./ports.ts";

/** What became of a batch, in numbers, and what went wrong in sentences. */
export interface PassedOn {
  /** Changes that were taken. */
  sent: number;
  /** Changes that wait for their next attempt. */
  waiting: number;
  /** Changes that were set aside. */
  refused: number;
  readonly problems: string[];
  /** The ids of the messages that stay in their queue. */
  readonly left: string[];
}

/**
 * Sends changes to their receivers, all at once and each by itself: under the change's id, with the same bytes at each
 * attempt. Answers mean what they mean for other messages: see `settle`. What is no change stays in its queue, which
 * gives it up in the end.
 */
export async function passOn(queued: readonly QueuedChange[], world: PassOnWorld): Promise<PassedOn> {
  const passed: PassedOn = { sent: 0, waiting: 0, refused: 0, problems: [], left: [] };
  await Promise.all(
    queued.map(async (one) => {
      try {
        await passOnOne(one, world, passed);
      } catch (error) {
        passed.problems.push(`${one.receiver}: ${messageOf(error)}`);
        passed.left.push(one.messageId);
      }
    }),
  );
  return passed;
}

async function passOnOne(queued: QueuedChange, world: PassOnWorld, passed: PassedOn): Promise<void> {
  const { receiver, messageId } = queued;
  const message = messageFor(queued, world.now());
  const outcome = await world.send(receiver, message);
  const { standing, refusal } = settle({ ...NOTHING_TOLD, message }, message, outcome, world.now());
  const retryAt = standing.message?.retryAt ?? null;
  if (refusal !== null) {
    await world.receivers.setAside(receiver, refusal);
    passed.refused++;
    passed.problems.push(`${receiver}: the change ${message.id} was refused: ${refusal.reason}`);
  } else if (retryAt === null) passed.sent++;
  else {
    await world.postpone(queued, retryAt - world.now());
    passed.waiting++;
    passed.left.push(messageId);
    const why = outcome.type === "answered" ? `it answered ${outcome.status}` : outcome.reason;
    passed.problems.push(`${receiver}: the change ${message.id} waits: ${why}`);
  }
}

function messageFor({ body, queuedAt, attempts }: QueuedChange, now: number): Message {
  const change = readChange(body);
  // It stays as it is on the bus: programs compare its ids.
  const text = JSON.stringify({ type: "stationwatch.change", timestamp: change.at, data: change });
  return {
    // Dots separate what is signed, and no colon stands in the id of a system.
    id: change.id.replaceAll(".", ":"),
    kind: "standard",
    body: new TextEncoder().encode(text),
    opened: [],
    over: [],
    goesOn: false,
    putAt: queuedAt,
    claimedAt: now,
    attempts,
    retryAt: null,
  };
}

/** Whoever may write to the queue may write anything. */
function readChange(body: string): AlertsChanged {
  let change: Partial<AlertsChanged> | null = null;
  try {
    change = JSON.parse(body) as Partial<AlertsChanged> | null;
  } catch {}
  const { id, at } = change ?? {};
  // An id becomes a header.
  const isEvent = typeof id === "string" && /^[!-~]{1,256}$/.test(id) && typeof at === "string";
  if (isEvent) return change as AlertsChanged;
  throw new Error("a message in its queue is no event of the bus, expected an id and a time");
}
