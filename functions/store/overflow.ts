import { deflateRawSync } from "node:zlib";
import type { ReadValue } from "./values.ts";

/**
 * The bytes of a state that its item has no room for: the lengths of the columns and of the pending looks, the columns,
 * the looks, the pending effects. Before format 4 there were no looks.
 */
const LENGTH_BYTES = 4;
const FORMAT_WITH_LOOKS = 4;

interface Bytes {
  readonly columns: Uint8Array;
  readonly pending: string | Uint8Array;
  readonly looks?: Uint8Array;
}

export function joinOverflow({ columns, pending, looks = new Uint8Array() }: Bytes): Uint8Array {
  const lengths = Buffer.alloc(2 * LENGTH_BYTES);
  lengths.writeUInt32BE(columns.length);
  lengths.writeUInt32BE(looks.length, LENGTH_BYTES);
  const effects = typeof pending === "string" ? deflateRawSync(pending) : pending;
  return Buffer.concat([lengths, columns, looks, effects]);
}

/** Throws a RangeError when a part is lost. */
export function splitOverflow({ bytes }: ReadValue, format: number): Bytes {
  const lengths = format < FORMAT_WITH_LOOKS ? 1 : 2;
  const from = lengths * LENGTH_BYTES;
  if (bytes === null || bytes.length < from) throw new RangeError("a part of its overflow is lost");
  const lengthAt = (place: number) => Buffer.from(bytes).readUInt32BE(place * LENGTH_BYTES);
  const end = from + lengthAt(0);
  const columns = bytes.subarray(from, end);
  if (lengths === 1) return { columns, pending: bytes.subarray(end) };
  const looks = bytes.subarray(end, end + lengthAt(1));
  return { columns, looks, pending: bytes.subarray(end + looks.length) };
}
