/** Tables hold times as ISO 8601 UTC with milliseconds; DynamoDB's time to live is in seconds. */

/** Returns null when the value is not a time as isoTime writes it. */
export function millisecondsOf(iso: unknown): number | null {
  const milliseconds = typeof iso === "string" ? Date.parse(iso) : Number.NaN;
  return Number.isNaN(milliseconds) ? null : milliseconds;
}

/** Returns seconds, rounded up: an item never goes before its time. */
export function timeToLiveOf(milliseconds: number): number {
  return Math.ceil(milliseconds / 1_000);
}

/** Returns whether an item has expired: DynamoDB deletes it days later. `now` is in milliseconds since the epoch. */
export function hasExpired({ expiresAt }: { readonly expiresAt?: number }, now: number): boolean {
  return expiresAt !== undefined && expiresAt * 1_000 <= now;
}
