const RETRY_AFTER_MS_MAX = 86_400_000;

/**
 * Returns how long a Retry-After header asks to wait, in milliseconds, a day at most; null when the header is missing
 * or unreadable. The header is a number of seconds or an HTTP date; `now` is in milliseconds since the epoch.
 */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  const asked = header?.trim() ?? "";
  const waitMs = /^\d+$/.test(asked) ? Number(asked) * 1_000 : httpDateMs(asked) - now;
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(waitMs, 0), RETRY_AFTER_MS_MAX);
}

function httpDateMs(text: string): number {
  return text.endsWith("GMT") ? Date.parse(text) : Number.NaN;
}
