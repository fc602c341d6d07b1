import type { FeedFailure } from "../core/feed.ts";

const REASON_CHARACTERS_MAX = 400;

/** A poll that brought nothing; `reason` is one sentence without secrets. */
export function failure(
  reason: string,
  httpStatus: number | null = null,
  retryAfterMs: number | null = null,
): FeedFailure {
  return { type: "failed", reason: cut(reason, REASON_CHARACTERS_MAX), httpStatus, retryAfterMs };
}

/** What a reason may say of an address: neither query nor user name, both may be secret. */
export function speakableUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

/** At most so many UTF-16 units, never with half a character at the end. */
export function cut(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  const last = text.charCodeAt(charactersMax - 1);
  const isFirstHalf = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, isFirstHalf ? charactersMax - 1 : charactersMax);
}
