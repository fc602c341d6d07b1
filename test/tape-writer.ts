import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { access, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { createGzip, type Gzip } from "node:zlib";
import type { SystemEntry } from "../functions/systems/configuration.ts";
import { formatTime, HEAD_FILE, RESPONSES_FILE, TapeError, type TapeResponse } from "../local/tape/tape.ts";

export interface Recording {
  /** The entry of systems.json that watches the feed. */
  readonly system: SystemEntry;
  /** Where it was recorded, for people. */
  readonly source?: string;
  /** In order of time. */
  readonly responses: Iterable<TapeResponse> | AsyncIterable<TapeResponse>;
}

interface Written {
  responses: number;
  from: number | null;
  to: number | null;
}

/**
 * Writes a tape into a folder, which it makes if missing, and resolves to the number of responses. It writes tape.json
 * last and moves both files into place whole, so an interrupted recording is not a tape. A folder that already holds a
 * tape raises TapeError, since a recording cannot be repeated.
 */
export async function writeTape(folder: string, recording: Recording): Promise<number> {
  const headFile = join(folder, HEAD_FILE);
  const responsesFile = join(folder, RESPONSES_FILE);
  await mkdir(folder, { recursive: true });
  for (const file of [headFile, responsesFile]) await refuseExisting(file);
  const written = await replaceWhole(responsesFile, (part) => writeResponses(part, recording.responses));
  const head = {
    format: 1,
    system: recording.system,
    ...(recording.source === undefined ? {} : { source: recording.source }),
    responses: written.responses,
    from: written.from === null ? null : formatTime(written.from),
    to: written.to === null ? null : formatTime(written.to),
  };
  await replaceWhole(headFile, (part) => writeFile(part, `${JSON.stringify(head, null, 2)}\n`));
  return written.responses;
}

async function refuseExisting(file: string): Promise<void> {
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (exists)
    throw new TapeError(`${file}: exists, and a recording is never overwritten; name another folder`);
}

async function replaceWhole<T>(file: string, write: (part: string) => Promise<T>): Promise<T> {
  const part = `${file}.part`;
  try {
    const result = await write(part);
    await rename(part, file);
    return result;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function writeResponses(part: string, responses: Recording["responses"]): Promise<Written> {
  const gzip = createGzip();
  const sink = createWriteStream(part);
  const done = finished(gzip.pipe(sink));
  const written: Written = { responses: 0, from: null, to: null };
  try {
    // Waits for both, so that a full disk ends the writing instead of waiting for a drain.
    await Promise.race([writeLines(gzip, responses, written), done]);
    gzip.end();
    await done;
  } catch (error) {
    gzip.destroy();
    sink.destroy();
    await done.catch(() => undefined);
    throw error;
  }
  return written;
}

async function writeLines(gzip: Gzip, responses: Recording["responses"], written: Written): Promise<void> {
  for await (const { at, url, status, headers, body } of responses) {
    const line = JSON.stringify({ at: formatTime(at), url, status, headers, body });
    if (!gzip.write(`${line}\n`)) await once(gzip, "drain");
    written.responses++;
    written.from ??= at;
    written.to = at;
  }
}
