/** Returns whether somebody's input caused the error, as its class says. A program exits with 2 on it, else with 1. */
export function isBadInput(error: unknown): boolean {
  return (error as { readonly isBadInput?: unknown } | null | undefined)?.isBadInput === true;
}
