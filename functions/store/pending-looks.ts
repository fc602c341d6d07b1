import { TIME_MS_MAX } from "../core/iso-time.ts";
import type { PackedLook, PendingLook } from "../detect/ports.ts";
import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";

/** Each commit's looks are written in the room of the last one's, and copied from there. */
const writer = new ByteWriter();

/** Returns the looks as a state's item holds them until they are flushed; undefined for none. */
export function packLooks(looks: readonly PackedLook[]): Uint8Array | undefined {
  if (looks.length === 0) return undefined;
  writer.clear();
  for (const { at, expiresAt, hasColumns, bytes } of looks) {
    writer.writeNumber(at);
    writer.writeNumber(expiresAt);
    writer.writeNumber(hasColumns ? 1 : 0);
    writer.writeBytes(bytes);
  }
  return writer.bytes().slice();
}

/** Throws an error for what are no looks. `stationsItem` names the list of ids that they count by. */
export function unpackLooks(stored: unknown, stationsItem: string): readonly PendingLook[] {
  if (stored === undefined) return [];
  if (!(stored instanceof Uint8Array)) throw new TypeError("its pending looks are no bytes");
  const reader = new ByteReader(stored, "pending look");
  const looks: PackedLook[] = [];
  while (!reader.isAtEnd()) {
    const at = reader.readNumber();
    const expiresAt = reader.readNumber();
    const hasColumns = reader.readNumber() === 1;
    if (Math.max(at, expiresAt) >= TIME_MS_MAX)
      throw new RangeError(`its pending look ${looks.length} has no time`);
    looks.push({ at, expiresAt, hasColumns, bytes: reader.readBytes() });
  }
  return pendingLooks(looks, stationsItem);
}

/** Each look with columns counts by the list that its commit names. */
export function pendingLooks(looks: readonly PackedLook[], stationsItem: string): readonly PendingLook[] {
  return looks.map((look) => ({ ...look, stationsItem: look.hasColumns ? stationsItem : null }));
}
