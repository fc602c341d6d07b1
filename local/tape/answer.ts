import type { FeedFailure, Validators } from "../../functions/core/feed.ts";
import type { Fetched, NotModified } from "../../functions/feeds/answer.ts";
import { failure, speakableUrl } from "../../functions/feeds/failure.ts";
import { addressOf } from "./addresses.ts";
import type { TapeCursor } from "./cursor.ts";
import { answeringUrl, NO_ANSWER, RECORDERS_HEADERS } from "./tape.ts";

/** Returns what a fetch of the URL at the cursor's place would have brought. `known` are the validators it would send. */
export function answerAt(
  cursor: TapeCursor,
  url: string,
  known: Validators | null,
): Fetched | NotModified | FeedFailure {
  const taped = cursor.newest(addressOf(new URL(url)));
  const status = taped?.status ?? 404;
  const failed = taped?.headers[RECORDERS_HEADERS.failure];
  if (failed !== undefined) return failure(failed, status === NO_ANSWER ? null : status);
  const validators = {
    etag: taped?.headers.etag ?? known?.etag ?? null,
    lastModified: taped?.headers["last-modified"] ?? known?.lastModified ?? null,
  };
  if (status === 304 && (known?.etag != null || known?.lastModified != null)) {
    return { type: "not-modified", ...validators };
  }
  // To a request without validators, the feed would have given the whole body again.
  const isWhole = status === 200 || (status === 304 && taped?.body !== "");
  if (taped === null || !isWhole) {
    return failure(`${speakableUrl(new URL(url))}: answered with status ${status}, expected 200`, status);
  }
  return { type: "fetched", notes: [], url: answeringUrl(taped), text: taped.body, ...validators };
}
