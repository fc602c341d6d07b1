import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { TapeError } from "./tape.ts";

const NEWLINE = 0x0a;
/** The size of reads: a body has some 100 KB, and joining zlib's 16 KB pieces would cost more than unpacking them. */
const CHUNK_BYTES = 256 * 1024;
/** The longest line, far above a feed of 10,000 stations; a file with a longer one is not a tape. */
const LINE_BYTES_MAX = 64 * 1024 * 1024;

export interface Line {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
  /** False for the last line of a file that does not end with a newline. */
  readonly complete: boolean;
}

/** Yields the lines of a gzipped text, unpacked on demand. Throws a TapeError that names the line. */
export async function* unpackLines(file: string): AsyncGenerator<Line, void, void> {
  const source = createReadStream(file, { highWaterMark: CHUNK_BYTES });
  const unpacked = createGunzip({ chunkSize: CHUNK_BYTES });
  // Its errors reach the loop below through the destroyed stream.
  pipeline(source, unpacked, () => undefined);
  let number = 1;
  let pieces: Buffer[] = [];
  let piecesBytes = 0;
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      let from = 0;
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
        yield { number, text: join(pieces, chunk, from, end), complete: true };
        pieces = [];
        piecesBytes = 0;
        number++;
        from = end + 1;
      }
      if (from === chunk.length) continue;
      pieces.push(from === 0 ? chunk : chunk.subarray(from));
      piecesBytes += chunk.length - from;
      if (piecesBytes > LINE_BYTES_MAX) {
        throw new TapeError(`${file} line ${number}: is longer than ${LINE_BYTES_MAX} bytes`);
      }
    }
  } catch (cause) {
    throw cause instanceof TapeError ? cause : new TapeError(explain(file, number, cause), { cause });
  } finally {
    source.destroy();
    unpacked.destroy();
  }
  if (piecesBytes > 0) yield { number, text: Buffer.concat(pieces).toString("utf8"), complete: false };
}

function join(pieces: Buffer[], chunk: Buffer, from: number, end: number): string {
  if (pieces.length === 0) return chunk.toString("utf8", from, end);
  return Buffer.concat([...pieces, chunk.subarray(from, end)]).toString("utf8");
}

function explain(file: string, number: number, cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === "ENOENT") return `${file}: is missing, so the folder is not a tape`;
  if (code === "Z_BUF_ERROR") return `${file} line ${number}: the file ends here, in the middle of its gzip`;
  if (code?.startsWith("Z_")) return `${file} line ${number}: cannot be unpacked: ${message}`;
  return `${file}: cannot be read: ${message}`;
}
