import type { FeedFailure } from "../core/feed.ts";
import { FetchFailure } from "../http/failure.ts";
import { cut, printable } from "../words/text.ts";

const REASON_CHARACTERS_MAX = 400;

/** Removes the key from a text, however it is escaped there: servers repeat what they were sent. */
export type Redact = (text: string) => string;

/** Makes the failure of a poll; `reason` is one sentence without secrets, cut at the limit. */
export function failure(
  reason: string,
  httpStatus: number | null = null,
  retryAfterMs: number | null = null,
): FeedFailure {
  return {
    type: "failed",
    reason: cut(printable(reason), REASON_CHARACTERS_MAX, ""),
    httpStatus,
    retryAfterMs,
  };
}

/** Returns the part of an address that a reason may show: no query and no user name, since both may be secret. */
export function speakableUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

/** The host was not asked, because it was in trouble or asked for a pause. */
export class LeftAlone extends FetchFailure {
  override readonly name = "LeftAlone";
  /** The status of its last answer; null when it did not answer. */
  readonly httpStatus: number | null;
  /** What remains of the pause that the host asked for, in milliseconds; null when it asked for none. */
  readonly retryAfterMs: number | null;

  constructor(message: string, httpStatus: number | null, retryAfterMs: number | null) {
    super(message);
    this.httpStatus = httpStatus;
    this.retryAfterMs = retryAfterMs;
  }
}
