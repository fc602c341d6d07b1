import { decodeRecord } from "../../functions/stream/records.ts";
import { counted } from "../../functions/words/amounts.ts";
import { type Unpacked, unpack } from "./files.ts";

/** The part of an archive that is about one system. */
export interface ArchivedSystem {
  readonly records: number;
  /** The files with its records, by the fetchedAt of the earliest in them, in milliseconds. */
  readonly files: readonly ArchivedFile[];
}

interface ArchivedFile {
  readonly file: string;
  readonly earliestAt: number;
}

/** The beginning of each record as the poller writes it, which tells enough to leave the rest unparsed. */
const HEAD = /^\{"v":\d+,"type":"\w+","systemId":("(?:[^"\\]|\\.)*"),"fetchedAt":(\d+)/;
/** Nothing is known of when an archived record arrived: none is too far ahead. */
export const ANY_TIME = Number.MAX_SAFE_INTEGER;

/** Says a sentence for each thing in an archive that cannot be used. */
export type Say = (sentence: string) => void;

/** Looks through files for records, by system. `onFile` is called for each file. */
export async function contentsOf(
  files: readonly string[],
  say: Say,
  onFile: () => void = () => undefined,
): Promise<Map<string, ArchivedSystem>> {
  const found = new Map<string, { records: number; files: ArchivedFile[] }>();
  for (const file of files) {
    for (const [systemId, { records, earliestAt }] of countedIn(file, await unpack(file), say)) {
      const system = found.get(systemId) ?? { records: 0, files: [] };
      system.records += records;
      system.files.push({ file, earliestAt });
      found.set(systemId, system);
    }
    onFile();
  }
  for (const { files: own } of found.values()) own.sort((a, b) => a.earliestAt - b.earliestAt);
  return found;
}

function countedIn(file: string, { records, broken }: Unpacked, say: Say) {
  if (broken !== null) {
    const used = records.length === 0 ? "" : `; ${counted(records.length, "record")} before that count`;
    say(`${file}: ${broken}${used}`);
  }
  const systems = new Map<string, { records: number; earliestAt: number }>();
  for (const [index, record] of records.entries()) {
    const head = headOf(record);
    if ("reason" in head) {
      say(`${file} record ${index + 1}: ${head.reason}`);
      continue;
    }
    const { systemId, fetchedAt } = head;
    const known = systems.get(systemId);
    systems.set(systemId, {
      records: (known?.records ?? 0) + 1,
      earliestAt: Math.min(known?.earliestAt ?? fetchedAt, fetchedAt),
    });
  }
  return systems;
}

interface Head {
  readonly systemId: string;
  readonly fetchedAt: number;
}

/** Returns whose a record is and of when, or why nobody can tell. */
export function headOf(record: string): Head | { readonly reason: string } {
  const [, systemId, fetchedAt] = HEAD.exec(record) ?? [];
  if (systemId !== undefined) {
    try {
      return { systemId: JSON.parse(systemId) as string, fetchedAt: Number(fetchedAt) };
    } catch {
      // Decoding says what is wrong with it.
    }
  }
  const message = decodeRecord(Buffer.from(record), ANY_TIME);
  if (message.type === "unreadable") return { reason: message.reason };
  const { systemId: own, fetchedAt: at } = message;
  return { systemId: own, fetchedAt: at };
}
