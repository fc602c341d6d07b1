import type { StreamMessage } from "../../functions/core/messages.ts";
import { decodeRecord } from "../../functions/stream/records.ts";
import type { DataRecord } from "../../local/mapping/record.ts";

const read = new WeakMap<DataRecord, StreamMessage | null>();

/** The message in a record; null for an unusable record, which belongs on the faults queue. */
export function messageIn(record: DataRecord): StreamMessage | null {
  const known = read.get(record);
  if (known !== undefined) return known;
  const decoded = decodeRecord(record.data, record.arrivedAt);
  const isUsable = decoded.type !== "unreadable" && decoded.systemId === record.partitionKey;
  const message = isUsable ? decoded : null;
  read.set(record, message);
  return message;
}
