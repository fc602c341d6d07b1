/** Is the error about what somebody wrote, as its class says? A program ends with 2 on it, with 1 on any other. */
export function isBadInput(error: unknown): boolean {
  return (error as { readonly isBadInput?: unknown } | null | undefined)?.isBadInput === true;
}
