/** LevelDB writes its log in blocks of this many bytes; the last one may be shorter. */
const BLOCK_BYTES = 32_768;
/** The head of a record: four bytes of checksum, two of length, one of type. */
const HEAD_BYTES = 7;
/** Records are whole, or the first, a middle or the last piece of one. */
const TYPE_MAX = 4;

/**
 * Returns whether each record of a LevelDB log has its checksum. LevelDB itself leaves out those that have not, without
 * a word. A record that is cut at the end of the file is none that anybody was told to be safe: a killed process leaves
 * such. Source: doc/log_format.md of LevelDB.
 */
export function isWholeLog(log: Uint8Array): boolean {
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength);
  let offset = 0;
  while (offset + HEAD_BYTES <= log.length) {
    const leftInBlock = BLOCK_BYTES - (offset % BLOCK_BYTES);
    if (leftInBlock < HEAD_BYTES) {
      offset += leftInBlock;
      continue;
    }
    const length = view.getUint16(offset + 4, true);
    const end = offset + HEAD_BYTES + length;
    // Zeros are room that was reserved and never written.
    if (view.getUint32(offset, true) === 0 && length === 0 && log[offset + 6] === 0)
      return log.subarray(offset).every((byte) => byte === 0);
    const type = log[offset + 6] ?? 0;
    if (type < 1 || type > TYPE_MAX || length > leftInBlock - HEAD_BYTES) return false;
    if (end > log.length) return true;
    if (view.getUint32(offset, true) !== masked(crc32c(log.subarray(offset + 6, end)))) return false;
    offset = end;
  }
  return true;
}

/** LevelDB stores checksums so, since a checksum of what has checksums in it is weak. */
function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

const CRC32C = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

/** The checksum of Castagnoli, which Node's zlib has not. */
function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC32C[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
