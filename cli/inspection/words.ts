import { counted } from "../../functions/words/amounts.ts";
import { cut } from "../../functions/words/text.ts";

const EXAMPLES_MAX = 3;
const UNREADABLE_ID = "?";
/** Characters of a shown id, with the sign that it was cut. */
const EXAMPLE_CHARACTERS_MAX = 41;

const OF_ONE = { are: "is", do: "does", have: "has" } as const;

/** Returns `3 of 40 stations have no name (7, 8, 9)` about the stations with `isSo`; null when there are none. */
export function stationsThat<Station extends { readonly stationId: string | null }>(
  verb: keyof typeof OF_ONE,
  rest: string,
  stations: readonly Station[],
  isSo: (station: Station) => boolean,
): string | null {
  const total = stations.length;
  const ids = stations.filter(isSo).map(({ stationId }) => stationId ?? UNREADABLE_ID);
  if (ids.length === 0) return null;
  if (ids.length === total && total > 1) return `all ${total} stations ${verb} ${rest}`;
  return `${ids.length} of ${counted(total, "station")} ${ids.length === 1 ? OF_ONE[verb] : verb} ${rest}${examples(ids)}`;
}

/** Returns ` (7, 8, 9, …)`; an empty text without ids. */
export function examples(ids: readonly string[]): string {
  if (ids.length === 0) return "";
  const shown = ids.slice(0, EXAMPLES_MAX).map((id) => cut(id, EXAMPLE_CHARACTERS_MAX));
  return ` (${[...shown, ...(ids.length > EXAMPLES_MAX ? ["…"] : [])].join(", ")})`;
}

/** Joins words as `a`, `a and b` or `a, b and c`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}
