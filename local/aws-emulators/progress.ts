/** Prints a line of progress, since emulators and deployments take minutes. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Returns the work's result and prints how long it took. */
export async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const startedAt = Date.now();
  try {
    return await work();
  } finally {
    say(`${what}: ${seconds(startedAt)}`);
  }
}

export function seconds(startedAt: number): string {
  return `${((Date.now() - startedAt) / 1_000).toFixed(1)} s`;
}

const BETWEEN_LOOKS_MS = 500;

/** Repeats a check until it passes; rejects with its last error after the time-out. */
export async function eventually<T>(timeoutMs: number, check: () => Promise<T>): Promise<T> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() >= until) throw error;
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS));
    }
  }
}
