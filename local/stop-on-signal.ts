/** Lets the first signal that asks this process to end abort `stop`; a second one ends it at once, with its children. */
export function stopOnSignal(stop: AbortController): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      stop.abort();
      process.once(signal, () => process.exit(130));
    });
  }
}
