/**
 * Settles with the work, or as soon as somebody asks to stop: then nobody waits for a slow feed or a batch that is
 * retried for ever, and what ends the parts ends the work. Rejects as the work does, unless it was left alone.
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
