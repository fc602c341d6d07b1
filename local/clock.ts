/** A clock that showed `startsAt` when this machine's showed `startedAt`, and runs `speed` times as fast. In milliseconds. */
export interface Clock {
  readonly startsAt: number;
  readonly startedAt: number;
  readonly speed: number;
}

/** Returns what the clock shows when this machine's shows `machineAt`. */
export function timeOn({ startsAt, startedAt, speed }: Clock, machineAt: number): number {
  return startsAt + (machineAt - startedAt) * speed;
}

/**
 * Returns when the next tick is: ticks are counted from the start, so that work between them delays none. Those that
 * have passed meanwhile are left out.
 */
export function nextTickAt(startedAt: number, tickMs: number, now: number): number {
  return startedAt + (Math.floor((now - startedAt) / tickMs) + 1) * tickMs;
}
