import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../../functions/core/messages.ts";
import { type FolderLock, lockFolder } from "./folder-lock.ts";
import { findPieces, nextPiece, type Pieces, packPiece } from "./pieces.ts";
import { ownFilesIn, requireSameFeed } from "./recording-folder.ts";
import { formatTime, HEAD_FILE, parseTime, RESPONSES_FILE, TapeError, type TapeResponse } from "./tape.ts";
import { PieceWriter, type RecordersHead, writeHead } from "./write.ts";

/** A tape that grows. Whenever its process is killed, what it has appended is there, whole, and can be played. */
export interface Recording {
  /** How many bytes of an earlier run were torn, and are cut off. */
  readonly cutBytes: number;
  /** How many responses the tape has. */
  readonly responses: number;
  /** Its size, packed. */
  readonly bytes: number;
  /** Appends the responses of one poll, all or none. Throws one sentence when they cannot be written. */
  append(responses: readonly TapeResponse[]): Promise<void>;
  /** Waits for what is being appended, and writes what the tape has into its head. Nothing can be appended then. */
  close(): Promise<void>;
}

/**
 * Begins a tape of a system in a folder, which it makes if missing, or goes on with the one that an earlier run has left
 * there. Throws one sentence for a folder with anything else, with another system's tape, or in use by another recorder.
 */
export async function openRecording(folder: string, head: RecordersHead): Promise<Recording> {
  const names = ownFilesIn(folder);
  if (names.includes(HEAD_FILE)) await requireSameFeed(folder, head.system);
  const lock = await lockFolder(folder);
  try {
    const file = await openFile(join(folder, RESPONSES_FILE), names.includes(RESPONSES_FILE));
    try {
      return await goOn(folder, file, lock, head, names.includes(HEAD_FILE));
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function openFile(file: string, exists: boolean): Promise<FileHandle> {
  try {
    return await open(file, exists ? "r+" : "wx+");
  } catch (cause) {
    throw new Error(`cannot write ${file}: ${messageOf(cause)}`, { cause });
  }
}

async function goOn(
  folder: string,
  file: FileHandle,
  lock: FolderLock,
  head: RecordersHead,
  hasHead: boolean,
): Promise<Recording> {
  const responsesFile = join(folder, RESPONSES_FILE);
  const { size } = await file.stat();
  const found = (await findPieces(file)) ?? (await begunPieces(file, size));
  // Without its head, a tape is nobody's.
  if (found === null || (found.lines > 0 && !hasHead)) {
    throw new TapeError(`${responsesFile}: was not recorded here, expected a new folder or an empty one`);
  }
  const next = size > found.end ? await nextPiece(file, found.end + 1) : null;
  if (next !== null) {
    throw new TapeError(
      `${responsesFile}: is damaged between the bytes ${found.end} and ${next}, and goes on after that: expected another folder`,
    );
  }
  const writer = new PieceWriter(responsesFile, file, found);
  if (size > found.end) await writer.cut();
  if (found.end === 0) await writer.write(packPiece([]));
  await writeHead(folder, head, null);
  let from = timeIn(found.firstLine);
  let to = timeIn(found.lastLine);
  let responses = found.lines;
  let isClosed = false;
  let work: Promise<void> = Promise.resolve();
  const inTurn = (next: () => Promise<void>) => {
    work = work.catch(() => undefined).then(next);
    return work;
  };
  return {
    cutBytes: size - found.end,
    get responses() {
      return responses;
    },
    get bytes() {
      return writer.end;
    },
    append: (more) =>
      inTurn(async () => {
        if (isClosed) throw new Error(`${folder}: the recording has ended`);
        await lock.check();
        await writer.write(packPiece(more.map(lineOf)));
        responses += more.length;
        from ??= more[0]?.at ?? null;
        to = more.at(-1)?.at ?? to;
      }),
    close: () =>
      inTurn(async () => {
        if (isClosed) return;
        isClosed = true;
        try {
          await file.close();
          await writeHead(folder, head, { responses, from, to });
        } finally {
          await lock.release();
        }
      }),
  };
}

/** A new file, or one whose recorder was killed while it wrote its first bytes; null for any other. */
async function begunPieces(file: FileHandle, size: number): Promise<Pieces | null> {
  const first = packPiece([]);
  if (size > first.length) return null;
  const bytes = Buffer.alloc(size);
  await file.read(bytes, 0, size, 0);
  const isBegun = first.subarray(0, size).equals(bytes);
  return isBegun ? { end: 0, lines: 0, firstLine: null, lastLine: null } : null;
}

function lineOf({ at, url, status, headers, body }: TapeResponse): string {
  return JSON.stringify({ at: formatTime(at), url, status, headers, body });
}

function timeIn(line: string | null): number | null {
  return line === null ? null : parseTime((JSON.parse(line) as { at?: unknown }).at);
}
