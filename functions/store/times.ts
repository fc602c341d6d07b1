/** Tables hold times as ISO 8601 UTC with milliseconds; DynamoDB's time to live wants seconds. */

/** Null for anything that is no time as isoTime writes it. */
export function millisecondsOf(iso: unknown): number | null {
  const milliseconds = typeof iso === "string" ? Date.parse(iso) : Number.NaN;
  return Number.isNaN(milliseconds) ? null : milliseconds;
}

/** Rounded up: an item never goes before its time. */
export function timeToLiveOf(milliseconds: number): number {
  return Math.ceil(milliseconds / 1_000);
}

/** Readers leave out what has expired: DynamoDB deletes it within days. `now` in milliseconds. */
export function hasExpired({ expiresAt }: { readonly expiresAt?: number }, now: number): boolean {
  return expiresAt !== undefined && expiresAt * 1_000 <= now;
}
