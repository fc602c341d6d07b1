import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { FeedFailure, Validators } from "../core/feed.ts";
import { FetchFailure, failure, speakableUrl } from "./failure.ts";
import type { Visit } from "./host-gate.ts";
import { type BodyLimits, readBody } from "./response-body.ts";

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
const RETRY_AFTER_MS_MAX = 86_400_000;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Reads the response to the end. `known` is what it was asked with. Rejects with FetchFailure for a body beyond a limit. */
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

/** Where the response sends on to; null where it is an answer itself. Throws FetchFailure for what is not followed. */
export function redirectOf(url: URL, { statusCode, headers }: IncomingMessage): URL | null {
  const { location } = headers;
  if (!REDIRECTS.has(statusCode ?? 0) || location === undefined) return null;
  const next = URL.canParse(location, url.href) ? new URL(location, url) : null;
  if (next === null) throw new FetchFailure("it redirects to what is no URL");
  if (url.protocol === "https:" && next.protocol !== "https:") {
    throw new FetchFailure(`it redirects from https: to ${next.protocol}`);
  }
  return next;
}

/**
 * Milliseconds that a Retry-After header asks to wait, a day at most; null where it asks nothing readable.
 * It is a number of seconds or an HTTP date; `now` in milliseconds since the epoch.
 */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  const asked = header?.trim() ?? "";
  const waitMs = /^\d+$/.test(asked) ? Number(asked) * 1_000 : httpDateMs(asked) - now;
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(waitMs, 0), RETRY_AFTER_MS_MAX);
}

function httpDateMs(text: string): number {
  return text.endsWith("GMT") ? Date.parse(text) : Number.NaN;
}
