import type { SystemEntry } from "../../functions/systems/configuration.ts";

/** The files in a tape's folder: the head, and the responses, one a line, gzipped. */
export const HEAD_FILE = "tape.json";
export const RESPONSES_FILE = "responses.ndjson.gz";

/** tape.json: which system was recorded. Times are in milliseconds since the epoch, null when missing. */
export interface TapeHead {
  /** The entry of systems.json that watches the feed. */
  readonly system: SystemEntry;
  readonly source: string | null;
  readonly responses: number | null;
  /** The times of the first and the last fetch. */
  readonly from: number | null;
  readonly to: number | null;
}

/** One recorded answer of the feed, exactly as it came. */
export interface TapeResponse {
  /** When it was fetched, in milliseconds since the epoch. */
  readonly at: number;
  /** The URL, never with an API key in it. */
  readonly url: string;
  readonly status: number;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A tape that cannot be read or written: one sentence with the file, the line and what is expected. */
export class TapeError extends Error {
  override readonly name = "TapeError";
  readonly isBadInput = true;
}

const UTC_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

/** Returns `2023-02-15T08:03:53Z` in milliseconds since the epoch; null for anything else. */
export function parseTime(value: unknown): number | null {
  if (typeof value !== "string" || !UTC_TIME.test(value)) return null;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : at;
}
