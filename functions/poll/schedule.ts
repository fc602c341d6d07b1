import type { FeedUrls } from "../core/feed.ts";
import { stableShare } from "../core/stable-share.ts";
import type { SystemEntry } from "../systems/configuration.ts";

/** How long a lease lasts: longer than any poll, since Lambda stops the function before. */
export const LEASE_MS = 55_000;
export const POLL_SECONDS_DEFAULT = 60;
/** The longest ttl that is believed: a feed that claims to change daily is still asked often enough to see it fail. */
export const TTL_SECONDS_MAX = 15 * 60;
const BACKOFF_SECONDS_MAX = 15 * 60;
const PATIENCE_MS_MAX = 15 * 60_000;
/** The share of the interval that a poll may be early: the schedule's clock is inexact, and a missed run costs 60 s. */
const SLACK_SHARE = 0.1;
const SLACK_MS_MAX = 6_000;
/** How much sooner a costly system may be asked again, so that those that failed together do not return together. */
const JITTER_SHARE = 0.25;
const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;
/** How long old URLs are used after new ones could not be fetched, so that they are not looked up at every poll. */
export const LOOK_AGAIN_MS = 10 * 60_000;

/** Returns when a system that was asked at `askedAt` is due again. Milliseconds since the epoch. */
export function nextDueAt(askedAt: number, entry: SystemEntry, ttlSeconds: number): number {
  return askedAt + withSlack(periodSeconds(entry.pollSeconds, ttlSeconds));
}

/** Returns the seconds from one poll to the next while the feed answers. */
export function periodSeconds(pollSeconds: number | undefined, ttlSeconds: number): number {
  return Math.max(pollSeconds ?? POLL_SECONDS_DEFAULT, Math.min(ttlSeconds, TTL_SECONDS_MAX));
}

/** Failed polls in a row of one feed. Times are in milliseconds since the epoch. */
export interface Failing {
  readonly failuresInARow: number;
  /** When the first of them was recorded. */
  readonly since: number;
  /** Whether asking costs others: it was one request too many (status 429), or a host of several systems is silent. */
  readonly isCostly: boolean;
  /** Until when the feed has asked not to be asked. */
  readonly patientUntil: number | null;
}

/**
 * Returns when a failing system is due after a poll at `askedAt`. It is due at its usual pace, so that it is found well
 * again within a poll. Only one that is costly to ask is asked less often, twice as long after each failure, shortened by
 * up to a quarter, and one that asks for patience is left alone. Neither puts off the poll that shows the feed to be
 * down, which is due `downAfterMs` after `since`; null for none.
 */
export function nextDueAfterFailure(
  askedAt: number,
  entry: SystemEntry,
  { failuresInARow, since, isCostly, patientUntil }: Failing,
  downAfterMs: number | null,
): number {
  const pollSeconds = entry.pollSeconds ?? POLL_SECONDS_DEFAULT;
  const usualAt = askedAt + withSlack(pollSeconds);
  const longestSeconds = Math.min(pollSeconds * 2 ** Math.min(failuresInARow - 1, 10), BACKOFF_SECONDS_MAX);
  const jitter = 1 - JITTER_SHARE * stableShare(`${entry.systemId} ${failuresInARow}`);
  const rarelyAt = isCostly ? askedAt + withSlack(longestSeconds * jitter) : 0;
  const dueAt = Math.max(usualAt, rarelyAt, patientUntil ?? 0);
  if (downAfterMs === null || askedAt >= since + downAfterMs) return dueAt;
  return Math.min(dueAt, Math.max(usualAt, since + downAfterMs));
}

/** Returns until when a feed that says Retry-After is not asked: a quarter of an hour at most; null if it says none. */
export function patientUntil(askedAt: number, retryAfterMs: number | null): number | null {
  if (retryAfterMs === null || retryAfterMs <= 0) return null;
  return askedAt + Math.min(retryAfterMs, PATIENCE_MS_MAX);
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
