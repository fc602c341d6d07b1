import type { SystemEntry } from "../systems/configuration.ts";

export const POLL_SECONDS_DEFAULT = 60;
/** A feed that claims to change once a day is still asked often enough to see it fail. */
const TTL_SECONDS_MAX = 15 * 60;
const BACKOFF_SECONDS_MAX = 15 * 60;
/** The schedule fires on the minute, give or take: a system due a moment later must not wait for the next one. */
const SLACK_SHARE = 0.1;
const SLACK_MS_MAX = 6_000;

/** When a system that was asked at `askedAt` is due again. Milliseconds. */
export function nextDueAt(askedAt: number, entry: SystemEntry, ttlSeconds: number): number {
  const pollSeconds = entry.pollSeconds ?? POLL_SECONDS_DEFAULT;
  return askedAt + withSlack(Math.max(pollSeconds, Math.min(ttlSeconds, TTL_SECONDS_MAX)));
}

/** When one is due that failed so many times in a row: as told by Retry-After, else twice as late each time. */
export function nextDueAfterFailure(
  askedAt: number,
  entry: SystemEntry,
  failuresInARow: number,
  retryAfterMs: number | null,
): number {
  const pollSeconds = entry.pollSeconds ?? POLL_SECONDS_DEFAULT;
  const backoffSeconds = Math.min(pollSeconds * 2 ** Math.min(failuresInARow - 1, 10), BACKOFF_SECONDS_MAX);
  // No slack on what the feed has asked for: a moment too early is one request too many.
  const toldMs = Math.min(retryAfterMs ?? 0, BACKOFF_SECONDS_MAX * 1_000);
  return askedAt + Math.max(withSlack(Math.max(pollSeconds, backoffSeconds)), toldMs);
}

function withSlack(seconds: number): number {
  const slackMs = Math.min(seconds * 1_000 * SLACK_SHARE, SLACK_MS_MAX);
  return Math.round(seconds * 1_000 - slackMs);
}
