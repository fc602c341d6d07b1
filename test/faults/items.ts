import type { Item } from "../doubles/tables/expressions.ts";

/** Attributes that depend on when a roster came. The oracles only check that a name was in some roster. */
export const NAMES = ["stationName", "address", "alternatives"];

export function without(item: Item, names: readonly string[]): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !names.includes(name)));
}
