/**
 * Settles with the work, or as soon as a stop is asked for, so that no one waits for a slow feed or for a batch that is
 * retried for ever; closing the parts then ends the work. Rejects as the work does, unless it was left.
 */
export async function untilStopped(work: Promise<void>, stop: AbortSignal): Promise<void> {
  const listening = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    if (stop.aborted) resolve();
    stop.addEventListener("abort", () => resolve(), { once: true, signal: listening.signal });
  });
  work.catch(() => {});
  try {
    await Promise.race([work, stopped]);
  } finally {
    listening.abort();
  }
}
