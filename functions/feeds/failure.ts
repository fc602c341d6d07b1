import type { FeedFailure } from "../core/feed.ts";
import { cut } from "../words/text.ts";

const REASON_CHARACTERS_MAX = 400;

/** A poll that brought nothing; `reason` is one sentence without secrets. */
export function failure(
  reason: string,
  httpStatus: number | null = null,
  retryAfterMs: number | null = null,
): FeedFailure {
  return { type: "failed", reason: cut(reason, REASON_CHARACTERS_MAX, ""), httpStatus, retryAfterMs };
}

/** What a reason may say of an address: neither query nor user name, both may be secret. */
export function speakableUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

/** Why a fetch brought nothing, as the end of a sentence that begins with the address. */
export class FetchFailure extends Error {
  override readonly name: string = "FetchFailure";
}

/** Nothing came in time: the host hangs, or nobody is there. */
export class NoAnswer extends FetchFailure {
  override readonly name = "NoAnswer";
}

/** The host was not asked, since it is to be left alone. */
export class LeftAlone extends FetchFailure {
  override readonly name = "LeftAlone";
  /** What it answered last; null where it did not answer. */
  readonly httpStatus: number | null;
  /** What is left of the time that it has asked for itself. */
  readonly retryAfterMs: number | null;

  constructor(message: string, httpStatus: number | null, retryAfterMs: number | null) {
    super(message);
    this.httpStatus = httpStatus;
    this.retryAfterMs = retryAfterMs;
  }
}
