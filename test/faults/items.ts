import type { Item } from "../doubles/tables/expressions.ts";

/** They depend on when a roster came; that they were in one is checked. */
export const NAMES = ["stationName", "address", "alternatives"];

export function without(item: Item, names: readonly string[]): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !names.includes(name)));
}
