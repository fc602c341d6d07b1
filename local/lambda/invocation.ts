/**
 * How an invocation ended. `error`: the handler threw. `timeout`: it was killed at its deadline. `init-error`: the
 * module did not load or has no handler, so it was never called. `crash`: the process ended before it answered.
 */
export type InvocationStatus = "success" | "error" | "timeout" | "init-error" | "crash";

export interface InvocationError {
  readonly errorType: string;
  readonly errorMessage: string;
  /** The lines of the stack, outermost last; empty when there is none. */
  readonly stackTrace: readonly string[];
}

export interface InvocationResult {
  readonly requestId: string;
  readonly status: InvocationStatus;
  /** What the handler returned, after JSON; null when it returned nothing or did not succeed. */
  readonly payload: unknown;
  readonly error?: InvocationError;
  readonly durationMs: number;
  /** How long the environment took to start; null when it was warm. */
  readonly initDurationMs: number | null;
  /** A line like the one that ends each invocation in Lambda's log. */
  readonly report: string;
}

/** The result of an invocation inside the environment. */
export type Outcome = { readonly status: "success"; readonly payload: unknown } | Failure;

export interface Failure {
  readonly status: Exclude<InvocationStatus, "success">;
  readonly error: InvocationError;
}

export function failure(status: Failure["status"], errorType: string, errorMessage: string): Failure {
  return { status, error: { errorType, errorMessage, stackTrace: [] } };
}

interface Ended {
  readonly requestId: string;
  readonly outcome: Outcome;
  readonly durationMs: number;
  readonly initDurationMs: number | null;
  readonly memoryMegabytes: number;
}

export function resultOf(ended: Ended): InvocationResult {
  const { requestId, outcome, durationMs, initDurationMs } = ended;
  return { requestId, payload: null, ...outcome, durationMs, initDurationMs, report: reportOf(ended) };
}

/** The billed duration includes INIT. */
function reportOf({ requestId, outcome, durationMs, initDurationMs, memoryMegabytes }: Ended): string {
  const fields = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(durationMs + (initDurationMs ?? 0))} ms`,
    `Memory Size: ${memoryMegabytes} MB`,
  ];
  if (initDurationMs !== null) fields.push(`Init Duration: ${initDurationMs.toFixed(2)} ms`);
  if (outcome.status !== "success") {
    fields.push(`Status: ${outcome.status}`, `Error Type: ${outcome.error.errorType}`);
  }
  return fields.join("\t");
}
