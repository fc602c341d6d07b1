import { type HistoryMarks, NO_HISTORY } from "../core/history-marks.ts";
import { TIME_MS_MAX } from "../core/iso-time.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { readTime, writeTime } from "./packed-feed.ts";

export function isNone({ believedAt, keyAt, listAt, listChanges, listUntil }: HistoryMarks): boolean {
  return believedAt === null && keyAt === null && listAt === null && listChanges === 0 && listUntil === null;
}

/** Writes what a state remembers of its history. */
export function writeHistory(writer: ByteWriter, history: HistoryMarks, markAt: number): void {
  writeTime(writer, history.believedAt, markAt);
  writeTime(writer, history.keyAt, markAt);
  writeTime(writer, history.listAt, markAt);
  writer.writeNumber(history.listChanges);
  writer.writeNumber(history.listUntil ?? 0);
}

export function readHistory(reader: ByteReader | undefined, markAt: number): HistoryMarks {
  if (reader === undefined) return NO_HISTORY;
  const believedAt = readTime(reader, markAt);
  const keyAt = readTime(reader, markAt);
  const listAt = readTime(reader, markAt);
  const listChanges = reader.readNumber();
  const listUntil = reader.readNumber();
  if (listUntil >= TIME_MS_MAX) throw new RangeError(`packed state has a list of ids until ${listUntil}`);
  return { believedAt, keyAt, listAt, listChanges, listUntil: listUntil === 0 ? null : listUntil };
}
