import type { Connection } from "../connection.ts";
import { readRange } from "../tail/range.ts";
import type { Fault } from "./fault.ts";

/** A record that was set aside. */
export interface FoundRecord {
  /** Null where the message does not have it: then the record's system is its key. */
  readonly partitionKey: string | null;
  readonly bytes: Uint8Array;
}

export interface FoundRecords {
  readonly records: readonly FoundRecord[];
  /** How many are neither in the message nor on the stream any more. */
  readonly gone: number;
}

/** Returns the records of a fault: from its message, or as long as the stream has them, from the stream. */
export async function recordsOf(
  { listed, content, range }: Fault,
  { streams, names }: Connection,
): Promise<FoundRecords> {
  if (listed.kind === "record" && content !== null)
    return { records: [{ partitionKey: null, bytes: content }], gone: 0 };
  if (range === null) return { records: [], gone: listed.records };
  // Ctrl-C ends the command, and what it holds is seen again a minute later.
  const { signal } = new AbortController();
  const found = await readRange(streams, names.streamName, range, signal);
  const records = found.map(({ partitionKey, data }) => ({ partitionKey, bytes: data }));
  return { records, gone: Math.max(0, range.records - records.length) };
}
