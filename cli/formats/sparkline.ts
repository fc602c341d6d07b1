const LEVELS = "▁▂▃▄▅▆▇█";

export interface Point {
  readonly at: number;
  readonly value: number;
}

/** Draws at most `columns` characters over the points' time, each the mean of its points; a space where it has none. */
export function sparkline(points: readonly Point[], columns: number): string {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return "";
  const count = Math.max(1, Math.min(columns, points.length));
  const span = Math.max(1, last.at - first.at);
  const sums = new Array<number>(count).fill(0);
  const counts = new Array<number>(count).fill(0);
  for (const { at, value } of points) {
    const column = Math.min(count - 1, Math.floor(((at - first.at) / span) * count));
    sums[column] = (sums[column] ?? 0) + value;
    counts[column] = (counts[column] ?? 0) + 1;
  }
  const means = sums.map((sum, column) => (counts[column] ? sum / counts[column] : null));
  const known = means.filter((mean) => mean !== null);
  const low = Math.min(...known);
  const range = Math.max(...known) - low;
  return means.map((mean) => (mean === null ? " " : level(mean - low, range))).join("");
}

/** Returns the bar of a height between zero and `range`. */
export function level(height: number, range: number): string {
  // A constant line is drawn at half height.
  const share = range === 0 ? 0.5 : height / range;
  return LEVELS[Math.min(LEVELS.length - 1, Math.floor(share * LEVELS.length))] ?? "";
}
