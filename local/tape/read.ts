import { access } from "node:fs/promises";
import { join } from "node:path";
import { type Fields, isFields } from "../../functions/feeds/json.ts";
import { readHead } from "./head.ts";
import { type Line, unpackLines } from "./lines.ts";
import { parseTime, RESPONSES_FILE, TapeError, type TapeHead, type TapeResponse } from "./tape.ts";

export interface Tape {
  readonly head: TapeHead;
  /** Yields the responses in recorded order, from the first at each call; only one is in memory. */
  responses(): AsyncGenerator<TapeResponse, void, void>;
}

/**
 * Opens a tape: a folder with tape.json and responses.ndjson.gz. Throws a TapeError for a folder, head or archive that
 * cannot be read; reading throws one for a bad line.
 */
export async function openTape(folder: string): Promise<Tape> {
  const head = await readHead(folder);
  const file = join(folder, RESPONSES_FILE);
  await access(file).catch((cause) => {
    throw new TapeError(`${file}: is missing, so the folder is not a tape`, { cause });
  });
  return { head, responses: () => readResponses(file) };
}

async function* readResponses(file: string): AsyncGenerator<TapeResponse, void, void> {
  for await (const line of unpackLines(file)) yield parseResponse(file, line);
}

function parseResponse(file: string, line: Line): TapeResponse {
  const response = parseLine(file, line);
  const at = parseTime(response.at);
  const { url, status, headers, body } = response;
  if (at === null) throw wrong(file, line, "at", "a time like 2023-02-15T08:03:53Z");
  if (typeof url !== "string" || !URL.canParse(url)) throw wrong(file, line, "url", "a URL");
  if (typeof status !== "number" || !Number.isInteger(status) || status < 100 || status > 599) {
    throw wrong(file, line, "status", "an HTTP status");
  }
  if (!isTexts(headers)) throw wrong(file, line, "headers", "an object of texts");
  if (typeof body !== "string") throw wrong(file, line, "body", "a text");
  return { at, url, status, headers, body };
}

function parseLine(file: string, line: Line): Fields {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line.text);
  } catch (cause) {
    const why = line.complete ? "is not JSON" : "is incomplete: the file ends in the middle of it";
    throw new TapeError(`${file} line ${line.number}: ${why}`, { cause });
  }
  if (isFields(parsed)) return parsed;
  throw new TapeError(
    `${file} line ${line.number}: is not a response, expected {"at","url","status","headers","body"}`,
  );
}

function isTexts(value: unknown): value is Record<string, string> {
  return isFields(value) && Object.values(value).every((text) => typeof text === "string");
}

function wrong(file: string, line: Line, field: string, expected: string): TapeError {
  return new TapeError(`${file} line ${line.number}: ${field} is missing or wrong, expected ${expected}`);
}
