import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { FeedFailure, Validators } from "../core/feed.ts";
import { failure, speakableUrl } from "./failure.ts";
import type { Visit } from "./host-gate.ts";
import { type BodyLimits, readBody } from "./response-body.ts";
import { retryAfterMs } from "./retry-after.ts";

export interface Fetched extends Validators {
  readonly type: "fetched";
  /** Where it came from in the end, after redirects. */
  readonly url: string;
  readonly text: string;
}

export interface NotModified extends Validators {
  readonly type: "not-modified";
}

/** An answer, and what it says of its host. */
export interface Answered extends Visit {
  readonly answer: Fetched | NotModified | FeedFailure;
}

export const UNANSWERED: Visit = { httpStatus: null, retryAfterMs: null };

/** An ETag and a date are kept with the system's memory, so they have to be short. */
const ETAG_CHARACTERS_MAX = 1_024;
const LAST_MODIFIED_CHARACTERS_MAX = 64;

/** Reads the response to the end. `known` is what it was asked with. Rejects with FetchProblem for a body beyond a limit. */
export async function answerOf(
  url: URL,
  response: IncomingMessage,
  known: Validators | null,
  limits: BodyLimits,
  now: number,
): Promise<Answered> {
  const httpStatus = response.statusCode ?? 0;
  const { headers } = response;
  const etag = shortOrNull(headers.etag, ETAG_CHARACTERS_MAX);
  const lastModified = shortOrNull(headers["last-modified"], LAST_MODIFIED_CHARACTERS_MAX);
  if (httpStatus === 304 && (known?.etag != null || known?.lastModified != null)) {
    // A 304 may leave out what has not changed.
    const validators = { etag: etag ?? known.etag, lastModified: lastModified ?? known.lastModified };
    // Read to its end, empty as it is, its connection serves the next request.
    await once(response.resume(), "end");
    return { answer: { type: "not-modified", ...validators }, httpStatus, retryAfterMs: null };
  }
  if (httpStatus !== 200) {
    const waitMs = retryAfterMs(headers["retry-after"], now);
    const reason = `${speakableUrl(url)}: answered with status ${httpStatus}, expected 200`;
    return { answer: failure(reason, httpStatus, waitMs), httpStatus, retryAfterMs: waitMs };
  }
  const text = await readBody(response, limits);
  const answer: Fetched = { type: "fetched", url: url.href, text, etag, lastModified };
  return { answer, httpStatus, retryAfterMs: null };
}

function shortOrNull(header: string | undefined, charactersMax: number): string | null {
  return header === undefined || header === "" || header.length > charactersMax ? null : header;
}
