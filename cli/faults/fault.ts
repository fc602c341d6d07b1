import { isoTime } from "../../functions/core/iso-time.ts";
import { type FaultMessage, readFaultBody, unpackedBytes } from "../../functions/stream/fault-message.ts";
import { shownJson } from "../../functions/words/text.ts";
import type { RecordRange } from "../tail/range.ts";
import { type GivenUpBatch, readGivenUp } from "./given-up.ts";
import type { HeldQueue, WaitingMessage } from "./held-queue.ts";

/** What was set aside: a record, an effect, items of a table, a whole batch, or a message that nobody here wrote. */
type FaultKind = "record" | "effect" | "items" | "batch" | "foreign";

/** A fault as lists show it. */
export interface ListedFault {
  /** The id that the queue has given to its message. */
  readonly faultId: string;
  readonly kind: FaultKind;
  /** Null where nobody knows. */
  readonly systemId: string | null;
  readonly reason: string;
  readonly setAsideAt: string;
  /** Of the record, the effect or the items; null where the message does not have them, or only a part. */
  readonly bytes: number | null;
  /** How many records it is about. */
  readonly records: number;
  readonly shardId: string | null;
  readonly sequenceNumber: string | null;
}

export interface Fault {
  readonly listed: ListedFault;
  /** What was set aside, unpacked; null where it is elsewhere, or in parts. */
  readonly content: Uint8Array | null;
  /** Where its records are on the stream; null where it is about none. */
  readonly range: RecordRange | null;
  readonly message: FaultMessage | null;
  readonly batch: GivenUpBatch | null;
  readonly waiting: WaitingMessage;
  readonly queue: HeldQueue;
}

/** Reads a message of the faults queue. */
export function faultFrom(waiting: WaitingMessage, queue: HeldQueue): Fault {
  const message = readFaultBody(waiting.body);
  if (message === null) return foreign(waiting, queue);
  const { systemId, reason, shardId, sequenceNumber } = message;
  const content = contentOf(message);
  const listed = {
    ...placed(waiting),
    kind: kindOf(message),
    systemId,
    reason,
    bytes: content?.byteLength ?? null,
    records: shardId === undefined ? 0 : 1,
    shardId: shardId ?? null,
    sequenceNumber: sequenceNumber ?? null,
  };
  return { listed, content, range: rangeOf(message), message, batch: null, waiting, queue };
}

/** Reads a message of the queue of given-up batches. */
export function batchFrom(waiting: WaitingMessage, queue: HeldQueue): Fault {
  const batch = readGivenUp(waiting.body);
  if (batch === null) return foreign(waiting, queue);
  const { condition, invocations, range } = batch;
  const listed = {
    ...placed(waiting),
    kind: "batch" as const,
    systemId: null,
    reason: invocations === null ? condition : `${condition} after ${invocations} runs`,
    bytes: null,
    records: range.records,
    shardId: range.shardId,
    sequenceNumber: range.from,
  };
  return { listed, content: null, range, message: null, batch, waiting, queue };
}

function placed({ messageId, sentAt }: WaitingMessage) {
  return { faultId: messageId, setAsideAt: isoTime(sentAt) };
}

function foreign(waiting: WaitingMessage, queue: HeldQueue): Fault {
  const content = Buffer.from(waiting.body, "utf8");
  const listed = {
    ...placed(waiting),
    kind: "foreign" as const,
    systemId: null,
    reason: "the message is none of this version's",
    bytes: content.byteLength,
    records: 0,
    shardId: null,
    sequenceNumber: null,
  };
  return { listed, content, range: null, message: null, batch: null, waiting, queue };
}

function kindOf({ shardId, effect }: FaultMessage): FaultKind {
  if (shardId !== undefined) return "record";
  return effect === undefined ? "items" : "effect";
}

function contentOf({ bytes, effect, items, parts }: FaultMessage): Uint8Array | null {
  if (bytes !== undefined) return unpackedBytes(bytes);
  if (effect !== undefined) return Buffer.from(shownJson(effect), "utf8");
  return items === undefined || (parts ?? 1) > 1 ? null : unpackedBytes(items);
}

function rangeOf({ shardId, sequenceNumber, arrivedAt }: FaultMessage): RecordRange | null {
  const at = Date.parse(arrivedAt ?? "");
  if (shardId === undefined || Number.isNaN(at) || !/^\d{1,128}$/.test(sequenceNumber ?? "")) return null;
  return { shardId, from: sequenceNumber ?? "", to: sequenceNumber ?? "", arrivedAt: at, records: 1 };
}
