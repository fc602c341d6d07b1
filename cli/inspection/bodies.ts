import type { FeedFailure } from "../../functions/core/feed.ts";

/** What a feed answered, file by file. */
export interface Bodies {
  /** Ours, in milliseconds since the epoch. */
  readonly fetchedAt: number;
  /** gbfs.json; null for JCDecaux, which has none. */
  readonly discovery: Body | FeedFailure | null;
  /** Null where it was not asked for, since nobody knows where it is. */
  readonly status: Body | FeedFailure | null;
  /** Null where gbfs.json does not list it. */
  readonly information: Body | FeedFailure | null;
  readonly systemInformation: Body | FeedFailure | null;
}

export interface Body {
  readonly type: "body";
  readonly askedUrl: string;
  /** Where it came from in the end. */
  readonly url: string;
  readonly text: string;
  readonly tookMs: number;
}
