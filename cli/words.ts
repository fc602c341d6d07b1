/** What every list says in place of its rows before there can be any. */
export const NO_SYSTEM_YET = "no system has been polled yet";

/** Returns `a, b or c`. */
export function either(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} or ${last}`;
}
