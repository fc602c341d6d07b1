/** Longer words are not compared: they are not typing errors, and the time grows with the product of both lengths. */
const CHARACTERS_MAX = 100;

/** Returns the candidate that a typing error most likely meant; null when none is near. */
export function nearest(written: string, candidates: readonly string[]): string | null {
  return nearOnes(written, candidates)[0] ?? null;
}

/** Returns the candidates that a typing error may have meant, the likeliest first. */
export function nearOnes(written: string, candidates: readonly string[]): string[] {
  if (written.length > CHARACTERS_MAX) return [];
  const distanceMax = Math.max(2, Math.floor(written.length / 3));
  const distances = candidates.map((candidate) => {
    // Lengths alone tell that most candidates are too far.
    if (Math.abs(candidate.length - written.length) > distanceMax) return { candidate, distance: Infinity };
    return { candidate, distance: editDistance(written.toLowerCase(), candidate.toLowerCase()) };
  });
  return distances
    .filter(({ candidate, distance }) => distance <= distanceMax && distance < candidate.length)
    .sort((a, b) => a.distance - b.distance)
    .map(({ candidate }) => candidate);
}

/** Counts the single-character insertions, deletions and replacements that turn `from` into `to`. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
