import type { StreamMessage } from "../core/messages.ts";
import type { Roster } from "../core/roster.ts";
import { encodeRecord } from "./records.ts";

/** A record has at most this many bytes: Kinesis takes 1 MiB with the partition key. */
const RECORD_BYTES_MAX = 1_048_576 - 1_024;

/** Returns the bytes. Throws a RangeError when they are too many for a record. */
export function fitting({ type, systemId }: StreamMessage, bytes: Uint8Array): Uint8Array {
  if (bytes.length <= RECORD_BYTES_MAX) return bytes;
  throw new RangeError(
    `the ${type} of ${systemId} takes ${bytes.length} bytes, expected at most ${RECORD_BYTES_MAX}`,
  );
}

/**
 * Returns the roster's record, without addresses where it would be too large, since names and positions matter more;
 * `leftOut` says so in a sentence. Throws a RangeError when it is too large all the same.
 */
export function rosterRecord(roster: Roster): {
  readonly bytes: Uint8Array;
  readonly leftOut: string | null;
} {
  const bytes = encodeRecord(roster);
  if (bytes.length <= RECORD_BYTES_MAX) return { bytes, leftOut: null };
  const stations = roster.stations.map((station) => ({ ...station, address: null }));
  const shorter = { ...roster, stations };
  const long = `with them the names of ${stations.length} stations take ${bytes.length} bytes`;
  return {
    bytes: fitting(shorter, encodeRecord(shorter)),
    leftOut: `addresses are left out: ${long}, expected at most ${RECORD_BYTES_MAX}`,
  };
}
