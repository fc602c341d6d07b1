import { deflateRawSync, inflateRawSync } from "node:zlib";
import { isoOrNull, isoTime } from "../core/iso-time.ts";
import {
  type Message,
  type OpeningName,
  openingKey,
  type Standing,
  type ToldOpening,
} from "../core/telling.ts";
import { quoted } from "../words/text.ts";
import { millisecondsOf, timeToLiveOf } from "./times.ts";

/**
 * A receiver's item. Times are ISO 8601 in UTC, so that people can read them; names of alerts are deflated JSON, since
 * some thousand of them must fit beside a message.
 */
export interface StandingItem {
  readonly format: number;
  readonly version: number;
  /** For each system its alerts, those that were perhaps told with a 1 behind. */
  readonly told: Uint8Array;
  /** How many there are, for people. */
  readonly toldCount: number;
  readonly message: MessageAttribute | null;
  readonly sentAt: string | null;
  readonly nextAt: string | null;
  readonly isBare: boolean;
  readonly goesOn: boolean;
  readonly last: Standing["last"];
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

interface MessageAttribute {
  readonly id: string;
  readonly kind: Message["kind"];
  readonly body: Uint8Array;
  /** The alerts that it tells of, as `told`. */
  readonly opened: Uint8Array;
  readonly over: Uint8Array;
  readonly openedCount: number;
  readonly overCount: number;
  readonly goesOn: boolean;
  readonly putAt: string;
  readonly attempts: number;
  readonly claimedAt: string;
  readonly retryAt: string | null;
}

const FORMAT = 1;
/** Names of 10,000 alerts with the longest ids have some 4 MB. */
const UNPACKED_BYTES_MAX = 8_000_000;
/** Attribute names, numbers and times. */
const FRAME_BYTES = 1_000;

export function packStanding(standing: Standing, keptUntil: number): StandingItem {
  const { version, told, message, sentAt, nextAt, isBare, goesOn, last } = standing;
  return {
    format: FORMAT,
    version,
    told: packNames([...told.values()]),
    toldCount: told.size,
    message: message && packMessage(message),
    sentAt: isoOrNull(sentAt),
    nextAt: isoOrNull(nextAt),
    isBare,
    goesOn,
    last,
    expiresAt: timeToLiveOf(keptUntil),
  };
}

/** Throws a RangeError for an item that this code cannot read. */
export function unpackStanding(item: StandingItem): Standing {
  const { format, version, told, message, sentAt, nextAt, isBare, goesOn, last, expiresAt } = item;
  if (format !== FORMAT) throw new RangeError(`its format is ${quoted(format)}, expected ${FORMAT}`);
  return {
    version,
    told: new Map(unpackNames(told).map((one) => [openingKey(one), one])),
    message: message && unpackMessage(message),
    sentAt: millisecondsOf(sentAt),
    nextAt: millisecondsOf(nextAt),
    isBare,
    goesOn,
    last,
    keptUntil: expiresAt * 1_000,
  };
}

/** Returns what the item of a standing takes in the table, in bytes. */
export function bytesOfStanding({ told, message }: Standing): number {
  const lists = [[...told.values()], message?.opened ?? [], message?.over ?? []];
  const names = lists.reduce((bytes, list) => bytes + packNames(list).length, 0);
  return FRAME_BYTES + names + (message?.body.length ?? 0);
}

function packMessage(message: Message): MessageAttribute {
  const { id, kind, body, opened, over, goesOn, putAt, attempts, claimedAt, retryAt } = message;
  return {
    id,
    kind,
    body,
    opened: packNames(opened),
    over: packNames(over),
    openedCount: opened.length,
    overCount: over.length,
    goesOn,
    putAt: isoTime(putAt),
    attempts,
    claimedAt: isoTime(claimedAt),
    retryAt: isoOrNull(retryAt),
  };
}

function unpackMessage(message: MessageAttribute): Message {
  const { id, kind, body, opened, over, goesOn, putAt, attempts, claimedAt, retryAt } = message;
  return {
    id,
    kind,
    body,
    opened: unpackNames(opened).map(({ systemId, alertId }) => ({ systemId, alertId })),
    over: unpackNames(over).map(({ systemId, alertId }) => ({ systemId, alertId })),
    goesOn,
    putAt: timeIn(putAt),
    attempts,
    claimedAt: timeIn(claimedAt),
    retryAt: millisecondsOf(retryAt),
  };
}

type Packed = readonly (readonly [
  systemId: string,
  alerts: readonly (readonly [string] | readonly [string, 1])[],
])[];

function packNames(names: readonly (OpeningName | ToldOpening)[]): Uint8Array {
  const bySystem = new Map<string, ([string] | [string, 1])[]>();
  for (const one of names) {
    const own = bySystem.get(one.systemId) ?? [];
    bySystem.set(one.systemId, own);
    own.push("perhaps" in one && one.perhaps ? [one.alertId, 1] : [one.alertId]);
  }
  return deflateRawSync(JSON.stringify([...bySystem] satisfies Packed));
}

function unpackNames(bytes: Uint8Array): ToldOpening[] {
  const text = inflateRawSync(bytes, { maxOutputLength: UNPACKED_BYTES_MAX }).toString();
  return (JSON.parse(text) as Packed).flatMap(([systemId, alerts]) =>
    alerts.map(([alertId, mark]) => ({ systemId, alertId, perhaps: mark === 1 })),
  );
}

function timeIn(iso: string): number {
  const at = millisecondsOf(iso);
  if (at === null) throw new RangeError(`a time of its message is ${quoted(iso)}`);
  return at;
}
