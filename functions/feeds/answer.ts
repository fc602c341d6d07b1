import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { FeedFailure, Validators } from "../core/feed.ts";
import { FetchFailure } from "../http/failure.ts";
import { retryAfterMs } from "../http/retry-after.ts";
import type { Decoded } from "./charset.ts";
import { failure, type Redact, speakableUrl } from "./failure.ts";
import type { Visit } from "./host-gate.ts";
import { refusalWords } from "./refusal-words.ts";

export interface Fetched extends Validators {
  readonly type: "fetched";
  /** The URL that answered in the end, after redirects. */
  readonly url: string;
  readonly text: string;
  /** What its headers say wrongly of the body, each in half a sentence. */
  readonly notes: readonly string[];
}

export interface NotModified extends Validators {
  readonly type: "not-modified";
}

/** A server's answer, and what it says about the host. */
export interface Answered extends Visit {
  readonly answer: Fetched | NotModified | FeedFailure;
}

export const UNANSWERED: Visit = { httpStatus: null, retryAfterMs: null };

/** Limits, in characters, for an ETag and a date: both are saved with the system's memory at every poll. */
const ETAG_CHARACTERS_MAX = 1_024;
const LAST_MODIFIED_CHARACTERS_MAX = 64;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Reads the response to its end. `known` was sent with the request. Rejects with FetchFailure for too large a body. */
export async function answerOf(
  url: URL,
  response: IncomingMessage,
  known: Validators | null,
  readBody: (response: IncomingMessage) => Promise<Decoded>,
  now: number,
  redact: Redact,
): Promise<Answered> {
  const httpStatus = response.statusCode ?? 0;
  const { headers } = response;
  const etag = shortOrNull(headers.etag, ETAG_CHARACTERS_MAX);
  const lastModified = shortOrNull(headers["last-modified"], LAST_MODIFIED_CHARACTERS_MAX);
  if (httpStatus === 304 && (known?.etag != null || known?.lastModified != null)) {
    // A 304 may omit headers that have not changed.
    const validators = { etag: etag ?? known.etag, lastModified: lastModified ?? known.lastModified };
    // Read to its end, though it is empty, so that its connection can serve the next request.
    await once(response.resume(), "end");
    return { answer: { type: "not-modified", ...validators }, httpStatus, retryAfterMs: null };
  }
  if (httpStatus !== 200) {
    const waitMs = retryAfterMs(headers["retry-after"], now);
    const words = await refusalWords(response, redact);
    const reason = `${speakableUrl(url)}: answered with status ${httpStatus}, expected 200${words}`;
    return { answer: failure(reason, httpStatus, waitMs), httpStatus, retryAfterMs: waitMs };
  }
  const body = await readBody(response);
  const answer: Fetched = { type: "fetched", url: url.href, ...body, etag, lastModified };
  return { answer, httpStatus, retryAfterMs: null };
}

function shortOrNull(header: string | undefined, charactersMax: number): string | null {
  return header === undefined || header === "" || header.length > charactersMax ? null : header;
}

/** Returns where the response redirects to, or null. Throws FetchFailure for a redirect that is not followed. */
export function redirectOf(url: URL, { statusCode, headers }: IncomingMessage): URL | null {
  const { location } = headers;
  if (!REDIRECTS.has(statusCode ?? 0) || location === undefined) return null;
  const next = URL.canParse(location, url.href) ? new URL(location, url) : null;
  if (next === null) throw new FetchFailure("it redirects to an invalid URL");
  if (url.protocol === "https:" && next.protocol !== "https:") {
    throw new FetchFailure(`it redirects from https: to ${next.protocol}`);
  }
  return next;
}
