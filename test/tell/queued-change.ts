import type { QueuedChange } from "../../functions/tell/ports.ts";

/** An event of the bus in the queue of the receiver `program`, received for the first time. */
export function queuedChange(change: unknown, more: Partial<QueuedChange> = {}): QueuedChange {
  return {
    messageId: "message-1",
    receiptHandle: "receipt-1",
    queueName: "stationwatch-told-program",
    receiver: "program",
    body: JSON.stringify(change),
    queuedAt: Date.UTC(2026, 5, 1, 18),
    attempts: 1,
    ...more,
  };
}
