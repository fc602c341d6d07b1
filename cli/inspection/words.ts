import { cut } from "../../functions/words/text.ts";

const EXAMPLES_MAX = 3;
/** With the sign that it was cut. */
const EXAMPLE_CHARACTERS_MAX = 41;

/** `3 of 40 stations have no name (7, 8, 9)`; `singular` is said in place of `plural` of one station. */
export function stationsThat(
  ids: readonly string[],
  total: number,
  singular: string,
  plural: string,
  rest: string,
): string {
  if (ids.length === total && total > 1) return `all ${total} stations ${plural} ${rest}`;
  const stations = total === 1 ? "station" : "stations";
  return `${ids.length} of ${total} ${stations} ${ids.length === 1 ? singular : plural} ${rest}${examples(ids)}`;
}

/** ` (7, 8, 9, …)`; nothing for no id. */
export function examples(ids: readonly string[]): string {
  if (ids.length === 0) return "";
  const shown = ids.slice(0, EXAMPLES_MAX).map((id) => cut(id, EXAMPLE_CHARACTERS_MAX));
  return ` (${[...shown, ...(ids.length > EXAMPLES_MAX ? ["…"] : [])].join(", ")})`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}
