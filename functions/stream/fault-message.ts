import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { RawItem } from "../core/refusal.ts";
import type { Fault, RawRecord } from "../detect/ports.ts";
import type { Fields } from "./wire-values.ts";

/** A message has at most this many characters of record bytes: SQS takes 256 KB in all. */
const BYTES_TEXT_MAX = 200_000;
/** What anybody may have put into the queue unpacks to at most this many bytes. */
const UNPACKED_BYTES_MAX = 16_000_000;

/** A message of the faults queue. */
export interface FaultMessage {
  readonly v: 1;
  readonly systemId: string | null;
  readonly reason: string;
  readonly shardId?: string;
  readonly sequenceNumber?: string;
  readonly arrivedAt?: string;
  /** The record's bytes, deflated (raw) and in base64; absent where that is too long: the stream still has them. */
  readonly bytes?: string;
  readonly effect?: unknown;
  /**
   * Items of a table that cannot be used, as JSON with binaries in base64, deflated (raw) and in base64. What is too
   * long for a message is cut: the texts of all `parts`, in order, are one.
   */
  readonly items?: string;
  readonly part?: number;
  readonly parts?: number;
}

/** Returns the bodies of the messages that keep a fault: one, or several for items that are too long for one. */
export function faultBodies(fault: Fault): string[] {
  const message: FaultMessage = {
    v: 1,
    systemId: fault.systemId,
    reason: fault.reason,
    ...(fault.record === null ? {} : recordFields(fault.record)),
    ...(fault.effect === null ? {} : { effect: fault.effect }),
  };
  return inParts(message, fault.items).map(toAscii);
}

/** Reads a message's body; null for one that no detector of this version has sent. */
export function readFaultBody(body: string): FaultMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const fields = value as Fields;
  const { v, systemId, reason } = fields;
  const isFault =
    v === 1 && typeof reason === "string" && (systemId === null || typeof systemId === "string");
  const hasTexts = TEXTS.every((name) => fields[name] === undefined || typeof fields[name] === "string");
  const hasNumbers = NUMBERS.every(
    (name) => fields[name] === undefined || Number.isSafeInteger(fields[name]),
  );
  return isFault && hasTexts && hasNumbers ? (value as FaultMessage) : null;
}

const TEXTS = ["shardId", "sequenceNumber", "arrivedAt", "bytes", "items"] as const;
const NUMBERS = ["part", "parts"] as const;

/** Unpacks a message's `bytes`, or the texts of its `items` as one; null for what is no packed text. */
export function unpackedBytes(...texts: readonly string[]): Uint8Array | null {
  try {
    return inflateRawSync(Buffer.from(texts.join(""), "base64"), { maxOutputLength: UNPACKED_BYTES_MAX });
  } catch {
    return null;
  }
}

function inParts(message: FaultMessage, items: readonly RawItem[] | undefined): FaultMessage[] {
  if (items === undefined) return [message];
  const text = deflateRawSync(JSON.stringify(items, withBinaries)).toString("base64");
  const parts = Math.ceil(text.length / BYTES_TEXT_MAX);
  return Array.from({ length: parts }, (_, index) => ({
    ...message,
    items: text.slice(index * BYTES_TEXT_MAX, (index + 1) * BYTES_TEXT_MAX),
    part: index + 1,
    parts,
  }));
}

/** JSON has no binaries, sets or large numbers, but an item that nobody can read may have any of them. */
function withBinaries(this: RawItem, key: string, value: unknown): unknown {
  const original = this[key];
  if (original instanceof Uint8Array) return Buffer.from(original).toString("base64");
  if (original instanceof Set) return [...original];
  return typeof original === "bigint" ? String(original) : value;
}

/** Returns JSON in ASCII: SQS refuses U+FFFF and half surrogate pairs, and station ids may have any character. */
function toAscii(message: FaultMessage): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(message).replace(/[^\x20-\x7e]/g, escaped);
}

function recordFields(record: RawRecord): Partial<FaultMessage> {
  const bytes = deflateRawSync(record.bytes).toString("base64");
  return {
    shardId: record.shardId,
    sequenceNumber: record.sequenceNumber,
    arrivedAt: new Date(record.arrivedAt).toISOString(),
    ...(bytes.length > BYTES_TEXT_MAX ? {} : { bytes }),
  };
}
