/** Receivers are told at times that are whole multiples of this, wherever the time is not this machine's. */
export const TICK_MS = 5 * 60_000;

/** Returns the ticks after one time and up to another, in milliseconds since the epoch. */
export function* ticksBetween(after: number, upTo: number): Generator<number> {
  for (let at = (Math.floor(after / TICK_MS) + 1) * TICK_MS; at <= upTo; at += TICK_MS) yield at;
}
