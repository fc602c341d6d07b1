/** The first moment of the year 10000, in milliseconds since the epoch: ISO 8601 writes it and all later ones longer. */
export const TIME_MS_MAX = 253_402_300_800_000;

const written = new Map<number, string>();
const WRITTEN_MAX = 2_000;

/**
 * Returns the time in ISO 8601 UTC with milliseconds, as in ids and tables. Results are cached: alerts of one poll
 * share their times, and formatting a time takes longer than all else about an effect.
 */
export function isoTime(milliseconds: number): string {
  let iso = written.get(milliseconds);
  if (iso === undefined) {
    if (written.size >= WRITTEN_MAX) written.clear();
    iso = new Date(milliseconds).toISOString();
    written.set(milliseconds, iso);
  }
  return iso;
}

export function isoOrNull(milliseconds: number | null): string | null {
  return milliseconds === null ? null : isoTime(milliseconds);
}
