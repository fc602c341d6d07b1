/**
 * What a function may take, read by all that run one: CDK, the local runner, the command. Detect must be able to
 * flush a city of 10,000 stations that all change at once, some 20,000 writes: about 20 seconds of a whole core, of
 * which 1,024 MB is a bit more than half.
 */
export const FUNCTION_LIMITS = {
  /** Less than a system's lease lasts, so that nobody takes one over from a poller that still runs. */
  poll: { timeoutMs: 50_000, memoryMegabytes: 512 },
  detect: { timeoutMs: 180_000, memoryMegabytes: 1_024 },
} as const;
