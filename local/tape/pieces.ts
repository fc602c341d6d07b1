import type { FileHandle } from "node:fs/promises";
import { crc32, deflateRawSync, gunzipSync } from "node:zlib";

/**
 * A recorder's tape is a row of gzip members, each of which is whole or torn, and begins with its own length: so its end
 * is found without unpacking the tape, and every other program reads the row as one gzip. Length and number of lines
 * are in the extra field that RFC 1952 gives to programs (2.3.1.1), under the name SW.
 */
const HEAD_BYTES = 24;
const TAIL_BYTES = 8;
/** gzip, deflate, with an extra field; no time; no kind of compression; no system; 12 bytes of extra field. */
const HEAD = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 12, 0, 0x53, 0x57, 8, 0]);
/** The longest piece, far above the answers of one poll. */
const PIECE_BYTES_MAX = 256 * 1024 * 1024;

/** Packs the lines of one poll, or none. */
export function packPiece(lines: readonly string[]): Buffer {
  const text = Buffer.from(lines.map((line) => `${line}\n`).join(""));
  const packed = deflateRawSync(text);
  const piece = Buffer.alloc(HEAD_BYTES + packed.length + TAIL_BYTES);
  HEAD.copy(piece);
  piece.writeUInt32LE(piece.length, HEAD.length);
  piece.writeUInt32LE(lines.length, HEAD.length + 4);
  packed.copy(piece, HEAD_BYTES);
  piece.writeUInt32LE(crc32(text), piece.length - TAIL_BYTES);
  piece.writeUInt32LE(text.length, piece.length - 4);
  return piece;
}

/** The whole pieces of a file. */
export interface Pieces {
  /** Where the last one ends, in bytes; what comes after it is torn. */
  readonly end: number;
  readonly lines: number;
  readonly firstLine: string | null;
  readonly lastLine: string | null;
}

interface Piece {
  readonly at: number;
  readonly bytes: number;
  readonly lines: number;
}

/** Finds the whole pieces of a file; null when it does not begin with one, so that no recorder has written it. */
export async function findPieces(file: FileHandle): Promise<Pieces | null> {
  const { size } = await file.stat();
  const pieces: Piece[] = [];
  let end = 0;
  for (let piece = await pieceAt(file, 0, size); piece !== null; piece = await pieceAt(file, end, size)) {
    pieces.push(piece);
    end = piece.at + piece.bytes;
  }
  // A machine without power may have kept the length of a file and not its last bytes.
  for (let last = pieces.at(-1); last !== undefined && (await linesOf(file, last)) === null; ) {
    end = last.at;
    pieces.pop();
    last = pieces.at(-1);
  }
  if (pieces.length === 0) return null;
  const full = pieces.filter(({ lines }) => lines > 0);
  return {
    end,
    lines: full.reduce((sum, { lines }) => sum + lines, 0),
    firstLine: (await linesOf(file, full[0]))?.at(0) ?? null,
    lastLine: (await linesOf(file, full.at(-1)))?.at(-1) ?? null,
  };
}

const CHUNK_BYTES = 1024 * 1024;

/** Returns where, from a byte on, a piece begins, in bytes; null where none does. */
export async function nextPiece(file: FileHandle, from: number): Promise<number | null> {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  // Chunks overlap, since a head may lie across their border.
  for (let at = from; ; at += CHUNK_BYTES - HEAD.length + 1) {
    const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, at);
    const found = chunk.subarray(0, bytesRead).indexOf(HEAD);
    if (found !== -1) return at + found;
    if (bytesRead < CHUNK_BYTES) return null;
  }
}

/** Reads the head of the piece that begins there; null where none does, or it reaches beyond the end of the file. */
async function pieceAt(file: FileHandle, at: number, size: number): Promise<Piece | null> {
  const head = Buffer.alloc(HEAD_BYTES);
  const { bytesRead } = await file.read(head, 0, HEAD_BYTES, at);
  if (bytesRead < HEAD_BYTES || !head.subarray(0, HEAD.length).equals(HEAD)) return null;
  const bytes = head.readUInt32LE(HEAD.length);
  const isPossible = bytes > HEAD_BYTES + TAIL_BYTES && bytes <= PIECE_BYTES_MAX && at + bytes <= size;
  return isPossible ? { at, bytes, lines: head.readUInt32LE(HEAD.length + 4) } : null;
}

/** Unpacks a piece; null where it is torn. */
async function linesOf(file: FileHandle, piece: Piece | undefined): Promise<string[] | null> {
  if (piece === undefined) return null;
  const packed = Buffer.alloc(piece.bytes);
  await file.read(packed, 0, piece.bytes, piece.at);
  try {
    return gunzipSync(packed).toString().split("\n").slice(0, -1);
  } catch {
    return null;
  }
}
