import { decodeRecord } from "../../functions/stream/records.ts";
import { counted } from "../../functions/words/amounts.ts";
import { shownText } from "../../functions/words/text.ts";
import { localTime } from "../../functions/words/times.ts";
import type { Asked } from "../asking.ts";
import type { FoundRecord } from "./records.ts";

/** What would become of a record that were put on the stream again. */
export interface Judged {
  /** Names the record: `the snapshot of lisbon from 10:12 (1,234 bytes)`. */
  readonly words: string;
  /** The key to put it under; null for a record that would be set aside again. */
  readonly partitionKey: string | null;
  /** Milliseconds since the epoch; 0 where it cannot be read. */
  readonly fetchedAt: number;
  /** Why it would change nothing, or cannot be put; null where nothing stands against it. */
  readonly objection: string | null;
}

/** A key of DynamoDB has at most this many bytes, with what stands before the id in it. */
const SYSTEM_ID_BYTES_MAX = 1_024;

/** Returns whether tables can be asked for a text that may be a system's id. */
export function isSystemId(text: string): boolean {
  return text !== "" && Buffer.byteLength(text) <= SYSTEM_ID_BYTES_MAX;
}

/** Reads a record as the detector would if it arrived at `arrivedAt`, and compares it with what is known. */
export async function judged(
  { partitionKey, bytes }: FoundRecord,
  { systems, now }: Asked,
  arrivedAt: number,
): Promise<Judged> {
  const size = counted(bytes.byteLength, "byte");
  const message = decodeRecord(bytes, arrivedAt);
  if (message.type === "unreadable") {
    const objection = `it would be set aside again: ${shownText(message.reason)}`;
    return { words: `a record that cannot be read (${size})`, partitionKey: null, fetchedAt: 0, objection };
  }
  const { type, systemId, fetchedAt } = message;
  if (!isSystemId(systemId)) {
    const words = `the ${type} of a system whose id is too long (${size})`;
    return { words, partitionKey: null, fetchedAt, objection: "no table can hold its state" };
  }
  const timeZone = await systems.timeZone(systemId);
  const time = (at: number) => localTime(at, timeZone, now);
  const about = {
    words: `the ${type} of ${shownText(systemId)} from ${time(fetchedAt)} (${size})`,
    fetchedAt,
  };
  if (partitionKey !== null && partitionKey !== systemId) {
    const objection = `it would be set aside again: its key is ${shownText(partitionKey)}`;
    return { ...about, partitionKey: null, objection };
  }
  const state = await systems.stateIfUsable(systemId);
  if (state === undefined) {
    return { ...about, partitionKey: systemId, objection: "nobody can say what it changes" };
  }
  const known = type === "roster" ? (await systems.storedRoster(systemId))?.roster.fetchedAt : state?.markAt;
  if (known == null || fetchedAt > known) return { ...about, partitionKey: systemId, objection: null };
  const newest = type === "roster" ? "the known roster" : `the mark of ${shownText(systemId)}`;
  const objection = `it can change nothing: it is not newer than ${newest}, ${time(known)}`;
  return { ...about, partitionKey: systemId, objection };
}
