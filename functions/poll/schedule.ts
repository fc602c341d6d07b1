import type { FeedUrls } from "../core/feed.ts";
import { stableShare } from "../core/stable-share.ts";
import type { SystemEntry } from "../systems/configuration.ts";

export const POLL_SECONDS_DEFAULT = 60;
/** A feed that claims to change once a day is still asked often enough to see it fail. */
const TTL_SECONDS_MAX = 15 * 60;
const BACKOFF_SECONDS_MAX = 15 * 60;
/** The schedule fires on the minute, give or take: a system due a moment later must not wait for the next one. */
const SLACK_SHARE = 0.1;
const SLACK_MS_MAX = 6_000;
/** What failed together does not come back together. */
const JITTER_SHARE = 0.25;
const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;
/** URLs that serve on since new ones could not be had are looked up again after so long, not at every poll. */
export const LOOK_AGAIN_MS = 10 * 60_000;

/** When a system that was asked at `askedAt` is due again. Milliseconds. */
export function nextDueAt(askedAt: number, entry: SystemEntry, ttlSeconds: number): number {
  const pollSeconds = entry.pollSeconds ?? POLL_SECONDS_DEFAULT;
  return askedAt + withSlack(Math.max(pollSeconds, Math.min(ttlSeconds, TTL_SECONDS_MAX)));
}

/**
 * When one is due that failed so many times in a row: as told by Retry-After, else twice as late each time, or up to a
 * quarter sooner than that, but never before it would be due anyway.
 */
export function nextDueAfterFailure(
  askedAt: number,
  entry: SystemEntry,
  failuresInARow: number,
  retryAfterMs: number | null,
): number {
  const pollSeconds = entry.pollSeconds ?? POLL_SECONDS_DEFAULT;
  const longestSeconds = Math.min(pollSeconds * 2 ** Math.min(failuresInARow - 1, 10), BACKOFF_SECONDS_MAX);
  const jitter = 1 - JITTER_SHARE * stableShare(`${entry.systemId} ${failuresInARow}`);
  const backoffSeconds = longestSeconds * jitter;
  // No slack on what the feed has asked for: a moment too early is one request too many.
  const toldMs = Math.min(retryAfterMs ?? 0, BACKOFF_SECONDS_MAX * 1_000);
  return askedAt + Math.max(withSlack(Math.max(pollSeconds, backoffSeconds)), toldMs);
}

/**
 * Until when URLs found now are used: for about a day, not for all systems of a deployment to the same minute. A
 * gbfs.json without all that is wanted is perhaps so for a moment only, and is read again within the hour.
 */
export function urlsGoodUntil({ systemId }: SystemEntry, urls: FeedUrls, now: number): number {
  if (urls.stationInformation === null) return now + HOUR_MS;
  return now + DAY_MS - Math.round(HOUR_MS * stableShare(systemId));
}

function withSlack(seconds: number): number {
  const slackMs = Math.min(seconds * 1_000 * SLACK_SHARE, SLACK_MS_MAX);
  return Math.round(seconds * 1_000 - slackMs);
}
