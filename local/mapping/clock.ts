/** Where the mapping gets time from: the machine's own, or a simulated one. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `wake` once, later, never before it returns. What it returns takes that back. */
  after(delayMs: number, wake: () => void): () => void;
}

/** Longer timers overflow; whoever is woken early looks at the time and waits again. */
const DELAY_MS_MAX = 86_400_000;

export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  after(delayMs, wake) {
    const timer = setTimeout(wake, Math.min(Math.max(delayMs, 0), DELAY_MS_MAX));
    return () => clearTimeout(timer);
  },
};

/** Resolves after the delay, or at once when the signal is aborted. */
export function delay(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = () => {
      cancel();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.after(delayMs, done);
    signal.addEventListener("abort", done);
  });
}
