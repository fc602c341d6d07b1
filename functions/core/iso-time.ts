const written = new Map<number, string>();
const WRITTEN_MAX = 2_000;

/**
 * ISO 8601 UTC with milliseconds, as ids and tables have it. Alerts of one poll share their times, and writing a
 * time out takes longer than all else about an effect: so what was written is kept for a while.
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
