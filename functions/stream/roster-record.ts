import type { StreamMessage } from "../core/messages.ts";
import type { Roster } from "../core/roster.ts";
import { encodePackedRoster, encodeRecord, PACKED_LIST_BYTES_MAX } from "./records.ts";

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
 * Returns the roster's record, packed where it would be too large, and then without addresses where it still is, since
 * names and positions matter more; `leftOut` says so in a sentence. Throws a RangeError for what is larger than that.
 */
export function rosterRecord(roster: Roster): {
  readonly bytes: Uint8Array;
  readonly leftOut: string | null;
} {
  const bytes = bytesOf(roster);
  if (bytes.length <= RECORD_BYTES_MAX) return { bytes, leftOut: null };
  const stations = roster.stations.map((station) => ({ ...station, address: null }));
  const shorter = { ...roster, stations };
  const long = `with them the names of ${stations.length} stations take ${bytes.length} bytes`;
  return {
    bytes: fitting(shorter, bytesOf(shorter)),
    leftOut: `addresses are left out: ${long}, expected at most ${RECORD_BYTES_MAX}`,
  };
}

/** Everybody can read a record of version 1, so only what is too large for it is packed. */
function bytesOf(roster: Roster): Uint8Array {
  const readable = encodeRecord(roster);
  const isPacked = readable.length > RECORD_BYTES_MAX && readable.length <= PACKED_LIST_BYTES_MAX;
  return isPacked ? encodePackedRoster(roster) : readable;
}
