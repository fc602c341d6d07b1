/** Sums over one condition at one or many stations; times in milliseconds, money in hundredths. */
export interface LevelFigures {
  /** Time that counts. */
  readonly trueMs: number;
  /** Time in which it is known whether it counts. */
  readonly knownMs: number;
  /** Time within hours from each station's first look to the period's end, known or not. */
  readonly timeMs: number;
  /** Spells that begin in the period, followed beyond its end. */
  readonly spells: number;
  readonly longestMs: number;
  readonly violations: number;
  readonly penaltyHundredths: number;
  /** Spells that run on at the newest look. */
  readonly running: number;
}

export const NO_FIGURES: LevelFigures = {
  trueMs: 0,
  knownMs: 0,
  timeMs: 0,
  spells: 0,
  longestMs: 0,
  violations: 0,
  penaltyHundredths: 0,
  running: 0,
};

/** Returns the figures of both together: every amount is summed, of the longest spells the longer is kept. */
export function together(a: LevelFigures, b: LevelFigures): LevelFigures {
  return {
    trueMs: a.trueMs + b.trueMs,
    knownMs: a.knownMs + b.knownMs,
    timeMs: a.timeMs + b.timeMs,
    spells: a.spells + b.spells,
    longestMs: Math.max(a.longestMs, b.longestMs),
    violations: a.violations + b.violations,
    penaltyHundredths: a.penaltyHundredths + b.penaltyHundredths,
    running: a.running + b.running,
  };
}

/** Returns the share in hundredths of a percent, half of one rounded up; null of no time. */
export function shareOf(partMs: number, wholeMs: number): number | null {
  if (wholeMs === 0) return null;
  // A year of a large city times ten thousand is more than a number holds exactly.
  const part = BigInt(partMs);
  const whole = BigInt(wholeMs);
  return Number((part * 20_000n + whole) / (whole * 2n));
}
