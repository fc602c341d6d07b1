import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { answerError, answerJson, parseInput, ServiceError } from "./json-answer.ts";
import { readBody } from "./request-body.ts";

/** Queues in memory behind the JSON protocol of SQS; each is created when it is first named. */
export interface LocalQueue {
  /** Answers a request whose X-Amz-Target begins with `AmazonSQS.`. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

const PREFIX = "AmazonSQS.";
/** The limit of a request in bytes: SQS takes 1 MiB, and JSON escapes make it longer. */
const REQUEST_BYTES_MAX = 8 * 1_048_576;
const MESSAGE_BYTES_MAX = 1_048_576;
const MESSAGES_MAX = 100_000;
const RECEIVED_MAX = 10;
const HIDE_SECONDS_MAX = 43_200;
const HIDE_SECONDS_DEFAULT = 30;
const QUEUE_NAME = /^[\w-]{1,80}$/;
/** Parameters that are refused, because the queue would ignore them. */
const UNSUPPORTED = ["MessageGroupId", "MessageDeduplicationId", "MessageAttributes"];

type Input = ReadonlyMap<string, unknown>;

interface Message {
  readonly body: string;
  /** Milliseconds since the epoch, like `visibleAt`. */
  readonly sentAt: number;
  /** A received message is hidden until this time. */
  visibleAt: number;
}

/** The messages in order of arrival, by their ids, which are also their receipt handles. */
type Queue = Map<string, Message>;

/** Calls `onMessage` with the body of every message that is sent. */
export function createQueue(onMessage: (body: string) => void): LocalQueue {
  const queues = new Map<string, Queue>();

  function named(queueName: string): Queue {
    const queue = queues.get(queueName) ?? new Map<string, Message>();
    queues.set(queueName, queue);
    return queue;
  }

  function send(input: Input): object {
    const body = bodyOf(input);
    const queueName = queueNameOf(input);
    const queue = named(queueName);
    if (queue.size >= MESSAGES_MAX) {
      throw new ServiceError("OverLimit", `the queue "${queueName}" holds ${MESSAGES_MAX} messages already`);
    }
    const messageId = randomUUID();
    const sentAt = Date.now();
    queue.set(messageId, { body, sentAt, visibleAt: sentAt });
    onMessage(body);
    return { MessageId: messageId, MD5OfMessageBody: md5(body) };
  }

  function act(action: string, input: Input): object {
    switch (action) {
      case "SendMessage":
        return send(input);
      case "ReceiveMessage":
        return { Messages: receive(named(queueNameOf(input)), input) };
      case "DeleteMessage":
        named(queueNameOf(input)).delete(receiptHandleOf(input));
        return {};
      default:
        throw new ServiceError("InvalidAction", `the local queue has no action "${action}"`);
    }
  }

  return {
    async handle(request, response) {
      try {
        const action = String(request.headers["x-amz-target"] ?? "").slice(PREFIX.length);
        const input = parseInput(await readBody(request, REQUEST_BYTES_MAX));
        answerJson(response, 200, act(action, input));
      } catch (thrown) {
        answerError(response, thrown);
      }
    },
  };
}

/** Answers at once, even when WaitTimeSeconds allows waiting for a message. */
function receive(queue: Queue, input: Input): object[] {
  const countMax = wholeOf(input, "MaxNumberOfMessages", 1, RECEIVED_MAX) ?? 1;
  const hideSeconds = wholeOf(input, "VisibilityTimeout", 0, HIDE_SECONDS_MAX) ?? HIDE_SECONDS_DEFAULT;
  const now = Date.now();
  const visible = [...queue].filter(([, { visibleAt }]) => visibleAt <= now).slice(0, countMax);
  return visible.map(([messageId, message]) => {
    message.visibleAt = now + hideSeconds * 1_000;
    return {
      MessageId: messageId,
      ReceiptHandle: messageId,
      Body: message.body,
      MD5OfBody: md5(message.body),
      Attributes: { SentTimestamp: String(message.sentAt) },
    };
  });
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
  throw new ServiceError("ReceiptHandleIsInvalid", `"${handle}" is no receipt handle of this queue`);
}

/** Returns the last part of the queue's URL. */
function queueNameOf(input: Input): string {
  const url = textOf(input, "QueueUrl");
  const name = url.slice(url.lastIndexOf("/") + 1);
  if (QUEUE_NAME.test(name)) return name;
  throw new ServiceError("QueueDoesNotExist", `the queue URL "${url}" does not end with a queue's name`);
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
