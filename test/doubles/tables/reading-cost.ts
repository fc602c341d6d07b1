import { itemBytes } from "./item-size.ts";

const PAGE_BYTES_MAX = 1_048_576;
const READ_UNIT_BYTES = 4_096;

/**
 * Returns what a strongly consistent Query costs that reads these items: a page ends with the item that takes it to 1 MB,
 * and its bytes, rounded up to 4 KB, are its read units. An eventually consistent one takes half as many.
 */
export function readingCost(items: readonly object[]): { readonly pages: number; readonly units: number } {
  let pages = 0;
  let units = 0;
  let bytes = 0;
  for (const [index, item] of items.entries()) {
    bytes += itemBytes(item);
    if (bytes < PAGE_BYTES_MAX && index < items.length - 1) continue;
    pages++;
    units += Math.ceil(bytes / READ_UNIT_BYTES);
    bytes = 0;
  }
  return { pages, units };
}
