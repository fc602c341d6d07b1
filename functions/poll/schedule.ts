import type { FeedUrls } from "../core/feed.ts";
import { stableShare } from "../core/stable-share.ts";
import type { SystemEntry } from "../systems/configuration.ts";

export const POLL_SECONDS_DEFAULT = 60;
/** The longest ttl that is believed: a feed that claims to change daily is still asked often enough to see it fail. */
const TTL_SECONDS_MAX = 15 * 60;
const BACKOFF_SECONDS_MAX = 15 * 60;
/** The share of the interval that a poll may be early: the schedule's clock is inexact, and a missed run costs 60 s. */
const SLACK_SHARE = 0.1;
const SLACK_MS_MAX = 6_000;
/** How much sooner a failed system may be asked again, so that those that failed together do not return together. */
const JITTER_SHARE = 0.25;
const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;
/** How long old URLs are used after new ones could not be fetched, so that they are not looked up at every poll. */
export const LOOK_AGAIN_MS = 10 * 60_000;

/** Returns when a system that was asked at `askedAt` is due again. Milliseconds since the epoch. */
export function nextDueAt(askedAt: number, entry: SystemEntry, ttlSeconds: number): number {
  const pollSeconds = entry.pollSeconds ?? POLL_SECONDS_DEFAULT;
  return askedAt + withSlack(Math.max(pollSeconds, Math.min(ttlSeconds, TTL_SECONDS_MAX)));
}

/**
 * Returns when a system is due after so many failures in a row. The wait doubles each time, shortened by up to a
 * quarter; Retry-After may make it longer. It is never sooner than without failures.
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
  // No slack on a pause that the feed has asked for: a moment too early is one request too many.
  const toldMs = Math.min(retryAfterMs ?? 0, BACKOFF_SECONDS_MAX * 1_000);
  return askedAt + Math.max(withSlack(Math.max(pollSeconds, backoffSeconds)), toldMs);
}

/**
 * Returns until when URLs found now are used: about a day, spread so that systems do not look them up in the same
 * minute. A gbfs.json without station_information may be broken for a moment, and is read again in an hour.
 */
export function urlsGoodUntil({ systemId }: SystemEntry, urls: FeedUrls, now: number): number {
  if (urls.stationInformation === null) return now + HOUR_MS;
  return now + DAY_MS - Math.round(HOUR_MS * stableShare(systemId));
}

function withSlack(seconds: number): number {
  const slackMs = Math.min(seconds * 1_000 * SLACK_SHARE, SLACK_MS_MAX);
  return Math.round(seconds * 1_000 - slackMs);
}
