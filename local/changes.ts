import { messageOf } from "../functions/core/messages.ts";
import { DEFAULT_NAMES } from "../functions/runtime/environment.ts";
import type { ReceiverSettings } from "../functions/systems/receiver-settings.ts";
import { type LocalQueue, queueArn, type ReceivedMessage } from "./emulators/queue.ts";
import type { InvocationResult } from "./lambda/invocation.ts";

const LOOK_MS = 500;
const BATCH_SIZE = 10;
/** A batch is hidden for longer than the function may take. */
const HIDDEN_SECONDS = 360;

interface ChangesOptions {
  readonly queue: LocalQueue;
  /** The names of the queues, by `changesQueues`. */
  readonly names: readonly string[];
  readonly invoke: (event: unknown) => Promise<InvocationResult>;
  readonly onFailure: (sentence: string) => void;
}

export interface Changes {
  /** Puts an event of the bus into each queue. */
  take(detail: unknown): void;
  /** Resolves when nothing is left that need not wait for its next attempt. */
  passedOn(): Promise<void>;
  close(): Promise<void>;
}

/** Returns the names of the queues of receivers that want each event of the bus. */
export function changesQueues(receivers: readonly ReceiverSettings[]): string[] {
  const start = DEFAULT_NAMES.mailTopics.slice(DEFAULT_NAMES.mailTopics.lastIndexOf(":") + 1);
  return receivers.filter(({ changes }) => changes === true).map(({ name }) => `${start}${name}`);
}

/**
 * Stands for the rules that queue events of the bus for receivers, and for Lambda's mapping from those queues: a batch at
 * a time goes to the function, and what it does not report as failed is deleted.
 */
export function startChanges({ queue, names, invoke, onFailure }: ChangesOptions): Changes {
  let running: Promise<void> = Promise.resolve();
  let isClosed = false;

  async function passOn(name: string): Promise<void> {
    const take = () => queue.take(name, BATCH_SIZE, HIDDEN_SECONDS);
    for (let batch = take(); batch.length > 0 && !isClosed; batch = take()) {
      const Records = batch.map((message) => recordOf(message, name));
      const { status, payload } = await invoke({ Records });
      if (status !== "success") {
        if (!isClosed) onFailure(`changes were not passed on: tell ended with ${status}`);
        return;
      }
      const { batchItemFailures } = payload as { batchItemFailures: { itemIdentifier: string }[] };
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const { MessageId } of batch) if (!failed.has(MessageId)) queue.remove(name, MessageId);
    }
  }

  function passedOn(): Promise<void> {
    running = running.then(async () => {
      try {
        for (const name of names) if (!isClosed) await passOn(name);
      } catch (error) {
        onFailure(`changes were not passed on: ${messageOf(error)}`);
      }
    });
    return running;
  }

  const timer = names.length === 0 ? undefined : setInterval(() => void passedOn(), LOOK_MS);
  return {
    take(detail) {
      for (const name of names) queue.send(name, JSON.stringify(detail));
    },
    passedOn,
    async close() {
      isClosed = true;
      clearInterval(timer);
    },
  };
}

function recordOf({ MessageId, ReceiptHandle, Body, Attributes }: ReceivedMessage, name: string) {
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes,
    eventSourceARN: queueArn(name),
  };
}
