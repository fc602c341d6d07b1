import { createHash } from "node:crypto";
import { appendFile, mkdir } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { answerError, answerJson, parseInput, ServiceError } from "./json-answer.ts";
import { QueueMessages, type Received } from "./queue-messages.ts";
import { readBody } from "./request-body.ts";

export interface QueueOptions {
  /**
   * Every message is also appended to `<queue>.ndjson` in here, for people: one `{messageId, sentAt, body}` a line.
   * It is not read again.
   */
  readonly directory?: string;
  /** Told after a message was taken. */
  readonly onMessage?: (queueName: string, body: string) => void;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Queues in memory that come into being when they are first named, behind the JSON protocol of SQS. */
export interface LocalQueue {
  /** Answers a request whose X-Amz-Target begins with `AmazonSQS.`. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

const PREFIX = "AmazonSQS.";
/** SQS takes a mebibyte; attributes and escapes come on top. */
const REQUEST_BYTES_MAX = 8 * 1_048_576;
const MESSAGE_BYTES_MAX = 1_048_576;
const MESSAGES_MAX = 100_000;
const RECEIVED_MAX = 10;
const WAIT_SECONDS_MAX = 20;
const HIDE_SECONDS_MAX = 43_200;
const HIDE_SECONDS_DEFAULT = 30;
const QUEUE_NAME = /^[\w-]{1,80}$/;

type Input = ReadonlyMap<string, unknown>;

export function createQueue(options: QueueOptions = {}): LocalQueue {
  const queues = new Queues(options);
  return {
    async handle(request, response) {
      try {
        const action = String(request.headers["x-amz-target"] ?? "").slice(PREFIX.length);
        const input = parseInput(await readBody(request, REQUEST_BYTES_MAX));
        answerJson(response, 200, await queues.act(action, input));
      } catch (thrown) {
        answerError(response, thrown);
      }
    },
  };
}

class Queues {
  readonly #options: QueueOptions;
  readonly #queues = new Map<string, QueueMessages>();

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  act(action: string, input: Input): object | Promise<object> {
    switch (action) {
      case "SendMessage":
        return this.#send(input);
      case "ReceiveMessage":
        return receive(this.#named(queueNameOf(input)), input);
      case "DeleteMessage":
        return remove(this.#named(queueNameOf(input)), textOf(input, "ReceiptHandle"));
      case "PurgeQueue":
        this.#named(queueNameOf(input)).clear();
        return {};
      case "GetQueueAttributes":
        return attributesOf(queueNameOf(input), this.#named(queueNameOf(input)));
      default:
        throw new ServiceError("InvalidAction", `the local queue has no action "${action}"`);
    }
  }

  async #send(input: Input): Promise<object> {
    refuseUnsupported(input);
    const queueName = queueNameOf(input);
    const queue = this.#named(queueName);
    const body = textOf(input, "MessageBody");
    if (Buffer.byteLength(body) > MESSAGE_BYTES_MAX) {
      throw new ServiceError("InvalidParameterValue", `a message has at most ${MESSAGE_BYTES_MAX} bytes`);
    }
    if (queue.count >= MESSAGES_MAX) {
      throw new ServiceError("OverLimit", `the queue "${queueName}" holds ${MESSAGES_MAX} messages already`);
    }
    const message = queue.add(body, input.get("MessageAttributes") ?? null);
    const { directory, onMessage } = this.#options;
    if (directory !== undefined) {
      const sentAt = new Date(message.sentAt).toISOString();
      await mkdir(directory, { recursive: true });
      const line = JSON.stringify({ messageId: message.messageId, sentAt, body });
      await appendFile(join(directory, `${queueName}.ndjson`), `${line}\n`);
    }
    onMessage?.(queueName, body);
    return { MessageId: message.messageId, MD5OfMessageBody: md5(body) };
  }

  #named(queueName: string): QueueMessages {
    const queue = this.#queues.get(queueName) ?? new QueueMessages(this.#options.now ?? Date.now);
    this.#queues.set(queueName, queue);
    return queue;
  }
}

async function receive(queue: QueueMessages, input: Input): Promise<object> {
  const countMax = wholeOf(input, "MaxNumberOfMessages", 1, RECEIVED_MAX) ?? 1;
  const hideSeconds = wholeOf(input, "VisibilityTimeout", 0, HIDE_SECONDS_MAX) ?? HIDE_SECONDS_DEFAULT;
  const waitSeconds = wholeOf(input, "WaitTimeSeconds", 0, WAIT_SECONDS_MAX) ?? 0;
  let received = queue.take(countMax, hideSeconds * 1_000);
  if (received.length === 0 && waitSeconds > 0) {
    await queue.arrival(waitSeconds * 1_000);
    received = queue.take(countMax, hideSeconds * 1_000);
  }
  return { Messages: received.map(toWire) };
}

function toWire(message: Received): object {
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    Attributes: {
      SentTimestamp: String(message.sentAt),
      ApproximateReceiveCount: String(message.receiveCount),
    },
    ...(message.attributes === null ? {} : { MessageAttributes: message.attributes }),
  };
}

function remove(queue: QueueMessages, receiptHandle: string): object {
  if (queue.remove(receiptHandle)) return {};
  throw new ServiceError("ReceiptHandleIsInvalid", `"${receiptHandle}" is no receipt handle of this queue`);
}

function attributesOf(queueName: string, queue: QueueMessages): object {
  return {
    Attributes: {
      QueueArn: `arn:aws:sqs:us-east-1:000000000000:${queueName}`,
      ApproximateNumberOfMessages: String(queue.visible),
      ApproximateNumberOfMessagesNotVisible: String(queue.hidden),
    },
  };
}

/** What would be taken and then not done is refused. */
function refuseUnsupported(input: Input): void {
  for (const name of ["MessageGroupId", "MessageDeduplicationId"]) {
    if (input.has(name)) throw new ServiceError("UnsupportedOperation", `the local queue has no ${name}`);
  }
  if ((input.get("DelaySeconds") ?? 0) !== 0) {
    throw new ServiceError("UnsupportedOperation", "the local queue has no DelaySeconds");
  }
}

/** The last part of the queue's URL. */
function queueNameOf(input: Input): string {
  const url = textOf(input, "QueueUrl");
  const name = url.slice(url.lastIndexOf("/") + 1);
  if (QUEUE_NAME.test(name)) return name;
  throw new ServiceError("QueueDoesNotExist", `the queue URL "${url}" ends with no queue's name`);
}

function textOf(input: Input, name: string): string {
  const value = input.get(name);
  if (typeof value === "string" && value !== "") return value;
  throw new ServiceError("MissingParameter", `the request must contain the parameter ${name}`);
}

function wholeOf(input: Input, name: string, min: number, max: number): number | null {
  const value = input.get(name) ?? null;
  if (value === null) return null;
  if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
  const said = JSON.stringify(value);
  throw new ServiceError(
    "InvalidParameterValue",
    `${name} is ${said}: expected a whole number from ${min} to ${max}`,
  );
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
