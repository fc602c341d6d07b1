/** How an invocation ended. */
export type InvocationOutcome = { readonly requestId?: string | undefined } & (
  | { readonly type: "success"; readonly payload: unknown }
  /** The function threw, exited or could not start. The message is for logs: the mapping does not read it. */
  | { readonly type: "error"; readonly message?: string | undefined }
  /** Counts as an error, but the function may still be running and writing. */
  | { readonly type: "timedOut" }
  /** The invocation was refused: the function did not run. */
  | { readonly type: "throttled" }
);
