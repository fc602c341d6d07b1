import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

/** A message that waits in a queue. */
export interface WaitingMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  readonly body: string;
}

/** How long no other reader sees what this one holds; it is released before, unless the command dies. */
export const HOLD_SECONDS = 60;
/** The most messages that SQS gives out, or takes back, at once. */
const AT_ONCE_MAX = 10;

/**
 * Shows what is in a queue and leaves it there. SQS has no way to look without taking: what is received is hidden from
 * others for a while, so it is held until the end and then released.
 */
export class HeldQueue {
  readonly #client: SQSClient;
  readonly #queueUrl: string;
  readonly #held = new Map<string, WaitingMessage>();

  constructor(client: SQSClient, queueUrl: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  /** Takes hold of at most `messagesMax` messages, in no certain order. */
  async hold(messagesMax: number): Promise<readonly WaitingMessage[]> {
    for (;;) {
      const room = messagesMax - this.#held.size;
      if (room <= 0) break;
      const receive = new ReceiveMessageCommand({
        QueueUrl: this.#queueUrl,
        MaxNumberOfMessages: Math.min(AT_ONCE_MAX, room),
        VisibilityTimeout: HOLD_SECONDS,
        // Without waiting, SQS asks only some of its servers, and may answer with nothing where something is.
        WaitTimeSeconds: 1,
        MessageSystemAttributeNames: ["SentTimestamp"],
      });
      const { Messages = [] } = await this.#client.send(receive);
      const before = this.#held.size;
      for (const message of Messages) this.#held.set(message.MessageId ?? "", waitingOf(message));
      // One that comes a second time was held for too long: the rest would be, too.
      if (this.#held.size === before) break;
    }
    return [...this.#held.values()];
  }

  /** Returns about how many messages are in the queue, and how many of them somebody holds. */
  async counts(): Promise<{ readonly waiting: number; readonly held: number }> {
    const names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
    const ask = new GetQueueAttributesCommand({ QueueUrl: this.#queueUrl, AttributeNames: [...names] });
    const { Attributes = {} } = await this.#client.send(ask);
    const [waiting = 0, held = 0] = names.map((name) => Number(Attributes[name] ?? 0));
    return { waiting, held };
  }

  async delete({ messageId, receiptHandle }: WaitingMessage): Promise<void> {
    await this.#client.send(
      new DeleteMessageCommand({ QueueUrl: this.#queueUrl, ReceiptHandle: receiptHandle }),
    );
    this.#held.delete(messageId);
  }

  /** Lets others see again what is still held. */
  async release(): Promise<void> {
    const entries = [...this.#held.values()].map(({ receiptHandle }, index) => {
      return { Id: String(index), ReceiptHandle: receiptHandle, VisibilityTimeout: 0 };
    });
    this.#held.clear();
    for (let at = 0; at < entries.length; at += AT_ONCE_MAX) {
      const Entries = entries.slice(at, at + AT_ONCE_MAX);
      await this.#client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.#queueUrl, Entries }));
    }
  }
}

function waitingOf({ MessageId, ReceiptHandle, Body, Attributes }: Message): WaitingMessage {
  return {
    messageId: MessageId ?? "",
    receiptHandle: ReceiptHandle ?? "",
    sentAt: Number(Attributes?.SentTimestamp ?? 0),
    body: Body ?? "",
  };
}
