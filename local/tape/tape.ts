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
  /** The URL that was asked, never with an API key in it. */
  readonly url: string;
  /** The HTTP status; NO_ANSWER where there was none. */
  readonly status: number;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The status of a request that got no answer, or was not even sent: a tape has a status for each poll. */
export const NO_ANSWER = 599;

/** Headers that the recorder adds, for what an answer alone does not show. */
export const RECORDERS_HEADERS = {
  /** Why a request has failed, in the fetcher's words. */
  failure: "stationwatch-failure",
  /** The address that answered, where redirects led to another one: relative addresses in the body count from there. */
  answeredBy: "stationwatch-answered-by",
} as const;

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

/** Returns the time as tapes write it: UTC, with milliseconds only where they are not zero. */
export function formatTime(at: number): string {
  return new Date(at).toISOString().replace(".000Z", "Z");
}

/** Returns the address that relative addresses in the body count from. */
export function answeringUrl({ url, headers }: TapeResponse): string {
  const written = headers[RECORDERS_HEADERS.answeredBy];
  return written !== undefined && URL.canParse(written) ? written : url;
}
