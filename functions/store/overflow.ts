import { deflateRawSync } from "node:zlib";
import type { ReadValue } from "./values.ts";

/** The bytes of a state that its item has no room for: the length of the columns, the columns, the pending effects. */
const LENGTH_BYTES = 4;

export function joinOverflow(columns: Uint8Array, pending: string | Uint8Array): Uint8Array {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(columns.length);
  return Buffer.concat([length, columns, typeof pending === "string" ? deflateRawSync(pending) : pending]);
}

/** Throws a RangeError when a part is lost. */
export function splitOverflow({ bytes }: ReadValue): { columns: Uint8Array; pending: Uint8Array } {
  if (bytes === null || bytes.length < LENGTH_BYTES) throw new RangeError("a part of its overflow is lost");
  const end = LENGTH_BYTES + Buffer.from(bytes).readUInt32BE();
  return { columns: bytes.subarray(LENGTH_BYTES, end), pending: bytes.subarray(end) };
}
