import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { constants, gunzipSync } from "node:zlib";

/** The most that a file may hold, unpacked: four times what Firehose gathers for one. */
const BYTES_MAX = 256 * 1024 * 1024;
/**
 * Where a record ends and the next begins. Firehose parts them by a line break where it is told so; where it was not,
 * and on emulators, they follow one another, each beginning with its version. Nowhere else in JSON can a brace, a brace
 * and this name follow one another: within a text the quotation mark would be escaped.
 */
const BOUNDARY = /\n|(?<=\})(?=\{"v":)/;

/** The records of a file, as texts. */
export interface Unpacked {
  readonly records: readonly string[];
  /** What is wrong with the file, in half a sentence, where only a part of it could be read; else null. */
  readonly broken: string | null;
}

/** As Firehose names its files, gzipped or not, and as others name gzipped ones. */
const ARCHIVED = /\.gz$|-\d{4}(?:-\d\d){5}-[0-9a-f-]{36}$/;

/** Returns the files of an archive in a folder and in those inside it, sorted by path. */
export async function archivedFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && ARCHIVED.test(entry.name));
  return files.map(({ parentPath, name }) => join(parentPath, name)).sort();
}

/** Unpacks a file of an archive, gzipped or not. Rejects where it cannot be read at all. */
export async function unpack(file: string): Promise<Unpacked> {
  const { size } = await stat(file);
  if (size === 0) return { records: [], broken: "is empty" };
  if (size > BYTES_MAX) return { records: [], broken: `has more than ${BYTES_MAX} bytes` };
  const bytes = await readFile(file);
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isPacked) return { records: recordsIn(bytes), broken: null };
  try {
    return { records: recordsIn(gunzipSync(bytes, { maxOutputLength: BYTES_MAX })), broken: null };
  } catch (error) {
    return unpackTorn(bytes, error as NodeJS.ErrnoException);
  }
}

/** A file that breaks off has whole records before its end. */
function unpackTorn(bytes: Buffer, { code, message }: NodeJS.ErrnoException): Unpacked {
  if (code === "ERR_BUFFER_TOO_LARGE") {
    return { records: [], broken: `has more than ${BYTES_MAX} bytes, unpacked` };
  }
  if (code !== "Z_BUF_ERROR") return { records: [], broken: `cannot be unpacked: ${message}` };
  const options = { maxOutputLength: BYTES_MAX, finishFlush: constants.Z_SYNC_FLUSH };
  const records = recordsIn(gunzipSync(bytes, options));
  const whole = records.filter((record, index) => index < records.length - 1 || isJson(record));
  return { records: whole, broken: "ends in the middle of its gzip" };
}

function recordsIn(bytes: Buffer): string[] {
  return bytes
    .toString()
    .split(BOUNDARY)
    .filter((record) => record.trim() !== "");
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
