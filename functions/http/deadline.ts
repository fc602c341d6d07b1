import type { FetchFailure } from "./failure.ts";

/** Settles at the deadline at the latest. The signal is only a request to stop: nothing here waits until it is heard. */
export function withDeadline<T>(
  leftMs: number,
  late: FetchFailure,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => {
        reject(late);
        deadline.abort();
      },
      Math.max(leftMs, 0),
    );
    work(deadline.signal)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
