/** Clocks differ by less than this. What is dated later, seen from here, comes from a clock that was ahead. */
export const AHEAD_MS_MAX = 5 * 60_000;
