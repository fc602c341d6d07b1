import { ChangeMessageVisibilityCommand, GetQueueUrlCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import type { QueuedChange } from "../tell/ports.ts";

/** SQS hides a message for at most twelve hours from its receipt, a part of which is over. */
const HIDDEN_SECONDS_MAX = 11 * 3_600;

/** Returns the messages of a batch; the names of their queues are `start` and the receiver's name. */
export function readChanges({ Records }: SQSEvent, start: string): QueuedChange[] {
  return Records.map(({ messageId, receiptHandle, body, attributes, eventSourceARN }) => {
    const queueName = eventSourceARN.slice(eventSourceARN.lastIndexOf(":") + 1);
    return {
      messageId,
      receiptHandle,
      queueName,
      receiver: queueName.slice(start.length),
      body,
      queuedAt: Number(attributes.SentTimestamp),
      attempts: Number(attributes.ApproximateReceiveCount),
    };
  });
}

/** Returns the answer by which Lambda keeps these messages in their queue and deletes the others. */
export function changesResponse(left: readonly string[]): SQSBatchResponse {
  return { batchItemFailures: left.map((itemIdentifier) => ({ itemIdentifier })) };
}

/** Puts off messages of receivers' queues. */
export class ChangesQueues {
  readonly #client: SQSClient;
  readonly #urls = new Map<string, string | undefined>();

  constructor(client: SQSClient) {
    this.#client = client;
  }

  /** Hides a received message for so long from now on. */
  async postpone(
    { queueName, receiptHandle }: Pick<QueuedChange, "queueName" | "receiptHandle">,
    ms: number,
  ): Promise<void> {
    const VisibilityTimeout = Math.min(Math.max(Math.ceil(ms / 1_000), 1), HIDDEN_SECONDS_MAX);
    const QueueUrl = await this.#urlOf(queueName);
    await this.#client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout }),
    );
  }

  async #urlOf(QueueName: string): Promise<string | undefined> {
    if (!this.#urls.has(QueueName)) {
      const { QueueUrl } = await this.#client.send(new GetQueueUrlCommand({ QueueName }));
      this.#urls.set(QueueName, QueueUrl);
    }
    return this.#urls.get(QueueName);
  }
}
