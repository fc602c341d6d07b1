import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { quoted } from "../../functions/words/text.ts";
import { answerError, answerJson, parseInput, ServiceError } from "./json-answer.ts";
import { type Input, listOf, textOf, wholeOf } from "./queue-input.ts";
import { readBody } from "./request-body.ts";

/** Queues in memory behind the JSON protocol of SQS. */
export interface LocalQueue {
  /** Answers a request whose X-Amz-Target begins with `AmazonSQS.`. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Puts a message into a queue as a service would; throws where the queue has no room. */
  send(name: string, body: string): void;
  /** Receives what is visible, and hides it for that long. */
  take(name: string, countMax: number, hideSeconds: number): ReceivedMessage[];
  remove(name: string, messageId: string): void;
}

export type ReceivedMessage = ReturnType<typeof receive>[number];

const PREFIX = "AmazonSQS.";
const ACCOUNT = "000000000000";
/** The limit of a request in bytes: SQS takes 1 MiB, and JSON escapes make it longer. */
const REQUEST_BYTES_MAX = 8 * 1_048_576;
const MESSAGE_BYTES_MAX = 1_048_576;
const MESSAGES_MAX = 100_000;
const RECEIVED_MAX = 10;
const HIDE_SECONDS_MAX = 43_200;
const HIDE_SECONDS_DEFAULT = 30;
/** Parameters that are refused, because the queue would ignore them. */
const UNSUPPORTED = ["MessageGroupId", "MessageDeduplicationId", "MessageAttributes"];

interface Message {
  readonly body: string;
  /** Milliseconds since the epoch, like `visibleAt`. */
  readonly sentAt: number;
  /** A received message is hidden until this time. */
  visibleAt: number;
  received: number;
}

/** The messages in order of arrival, by their ids, which are also their receipt handles. */
type Queue = Map<string, Message>;

/** What a request says: its parameters, and the address under which it reached the queues. */
interface Call {
  readonly input: Input;
  readonly origin: string;
}

/** Makes the queues of these names. Calls `onMessage` with every message that is sent in a request. */
export function createQueue(
  names: readonly string[],
  onMessage: (body: string, name: string) => void,
): LocalQueue {
  const queues = new Map(names.map((name): [string, Queue] => [name, new Map()]));

  function named(name: string): Queue {
    const queue = queues.get(name);
    if (queue !== undefined) return queue;
    throw new ServiceError(
      "QueueDoesNotExist",
      `there is no queue ${quoted(name)} here: ${names.join(", ")}`,
    );
  }

  const queueOf = (input: Input) => named(nameOf(input));

  const actions: Readonly<Record<string, (call: Call) => object>> = {
    SendMessage: ({ input }) => {
      const message = send(queueOf(input), bodyOf(input));
      onMessage(textOf(input, "MessageBody"), nameOf(input));
      return message;
    },
    ReceiveMessage: ({ input }) => {
      const countMax = wholeOf(input, "MaxNumberOfMessages", 1, RECEIVED_MAX) ?? 1;
      const hideSeconds = wholeOf(input, "VisibilityTimeout", 0, HIDE_SECONDS_MAX) ?? HIDE_SECONDS_DEFAULT;
      return { Messages: receive(queueOf(input), countMax, hideSeconds) };
    },
    DeleteMessage: ({ input }) => {
      queueOf(input).delete(receiptHandleOf(input));
      return {};
    },
    DeleteMessageBatch: ({ input }) => {
      const entries = listOf(input, "Entries");
      for (const entry of entries) queueOf(input).delete(receiptHandleOf(entry));
      return { Successful: entries.map((entry) => ({ Id: textOf(entry, "Id") })), Failed: [] };
    },
    ChangeMessageVisibility: ({ input }) => {
      hide(queueOf(input), input);
      return {};
    },
    ChangeMessageVisibilityBatch: ({ input }) => {
      const entries = listOf(input, "Entries");
      for (const entry of entries) hide(queueOf(input), entry);
      return { Successful: entries.map((entry) => ({ Id: textOf(entry, "Id") })), Failed: [] };
    },
    PurgeQueue: ({ input }) => {
      queueOf(input).clear();
      return {};
    },
    GetQueueUrl: ({ input, origin }) => {
      const name = textOf(input, "QueueName");
      named(name);
      return { QueueUrl: urlOf(origin, name) };
    },
    ListQueues: ({ input, origin }) => {
      const prefix = input.has("QueueNamePrefix") ? textOf(input, "QueueNamePrefix") : "";
      return {
        QueueUrls: names.filter((name) => name.startsWith(prefix)).map((name) => urlOf(origin, name)),
      };
    },
    GetQueueAttributes: ({ input }) => {
      return { Attributes: attributesOf(nameOf(input), queueOf(input)) };
    },
  };

  return {
    async handle(request, response) {
      try {
        const name = String(request.headers["x-amz-target"] ?? "").slice(PREFIX.length);
        const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
        if (action === undefined)
          throw new ServiceError("InvalidAction", `the local queue has no action ${quoted(name)}`);
        const input = parseInput(await readBody(request, REQUEST_BYTES_MAX));
        answerJson(response, 200, action({ input, origin: `http://${request.headers.host}` }));
      } catch (thrown) {
        answerError(response, thrown);
      }
    },
    send: (name, body) => void send(named(name), body),
    take: (name, countMax, hideSeconds) => receive(named(name), countMax, hideSeconds),
    remove: (name, messageId) => void named(name).delete(messageId),
  };
}

/** The name of a queue is the last part of its URL. */
function nameOf(input: Input): string {
  return textOf(input, "QueueUrl").replace(/^.*\//s, "");
}

export function queueArn(name: string): string {
  return `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`;
}

function urlOf(origin: string, name: string): string {
  return `${origin}/${ACCOUNT}/${name}`;
}

function send(queue: Queue, body: string): object {
  if (queue.size >= MESSAGES_MAX)
    throw new ServiceError("OverLimit", `the queue holds ${MESSAGES_MAX} messages already`);
  const messageId = randomUUID();
  const sentAt = Date.now();
  queue.set(messageId, { body, sentAt, visibleAt: sentAt, received: 0 });
  return { MessageId: messageId, MD5OfMessageBody: md5(body) };
}

/** Hides a received message for as long as the input says from now on, or shows it again. */
function hide(queue: Queue, input: Input): void {
  const message = queue.get(receiptHandleOf(input));
  const seconds = wholeOf(input, "VisibilityTimeout", 0, HIDE_SECONDS_MAX) ?? 0;
  if (message !== undefined) message.visibleAt = Date.now() + seconds * 1_000;
}

/** Answers at once, even when WaitTimeSeconds allows waiting for a message. */
function receive(queue: Queue, countMax: number, hideSeconds: number) {
  const now = Date.now();
  const visible = [...queue].filter(([, { visibleAt }]) => visibleAt <= now).slice(0, countMax);
  return visible.map(([messageId, message]) => {
    message.visibleAt = now + hideSeconds * 1_000;
    message.received++;
    return {
      MessageId: messageId,
      ReceiptHandle: messageId,
      Body: message.body,
      MD5OfBody: md5(message.body),
      Attributes: {
        SentTimestamp: String(message.sentAt),
        ApproximateReceiveCount: String(message.received),
      },
    };
  });
}

function attributesOf(name: string, queue: Queue): Record<string, string> {
  const now = Date.now();
  const hidden = [...queue.values()].filter(({ visibleAt }) => visibleAt > now).length;
  return {
    QueueArn: queueArn(name),
    ApproximateNumberOfMessages: String(queue.size - hidden),
    ApproximateNumberOfMessagesNotVisible: String(hidden),
    ApproximateNumberOfMessagesDelayed: "0",
    VisibilityTimeout: String(HIDE_SECONDS_DEFAULT),
  };
}

function bodyOf(input: Input): string {
  for (const name of UNSUPPORTED) {
    if (input.has(name)) throw new ServiceError("UnsupportedOperation", `the local queue has no ${name}`);
  }
  if ((input.get("DelaySeconds") ?? 0) !== 0) {
    throw new ServiceError("UnsupportedOperation", "the local queue has no DelaySeconds");
  }
  const body = textOf(input, "MessageBody");
  if (Buffer.byteLength(body) <= MESSAGE_BYTES_MAX) return body;
  throw new ServiceError("InvalidParameterValue", `a message has at most ${MESSAGE_BYTES_MAX} bytes`);
}

function receiptHandleOf(input: Input): string {
  const handle = textOf(input, "ReceiptHandle");
  if (/^[\da-f-]{36}$/.test(handle)) return handle;
  throw new ServiceError("ReceiptHandleIsInvalid", `${quoted(handle)} is no receipt handle of this queue`);
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
