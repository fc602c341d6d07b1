import type { FeedFailure, Validators } from "../../functions/core/feed.ts";
import type { Fetched, NotModified } from "../../functions/feeds/answer.ts";
import { failure, speakableUrl } from "../../functions/feeds/failure.ts";
import { addressOf } from "./addresses.ts";
import type { TapeCursor } from "./cursor.ts";

/** Returns what a fetch of the URL at the cursor's place would have brought. `known` are the validators it would send. */
export function answerAt(
  cursor: TapeCursor,
  url: string,
  known: Validators | null,
): Fetched | NotModified | FeedFailure {
  const taped = cursor.newest(addressOf(new URL(url)));
  const status = taped?.status ?? 404;
  const validators = {
    etag: taped?.headers.etag ?? known?.etag ?? null,
    lastModified: taped?.headers["last-modified"] ?? known?.lastModified ?? null,
  };
  if (status === 304 && (known?.etag != null || known?.lastModified != null)) {
    return { type: "not-modified", ...validators };
  }
  if (taped === null || status !== 200) {
    return failure(`${speakableUrl(new URL(url))}: answered with status ${status}, expected 200`, status);
  }
  return { type: "fetched", notes: [], url: taped.url, text: taped.body, ...validators };
}
