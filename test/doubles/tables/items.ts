import type { Table } from "../../../functions/store/tables.ts";
import { serviceError } from "../service-error.ts";
import type { Item } from "./expressions.ts";

const ITEM_BYTES_MAX = 400 * 1_024;

export function keyOf({ partitionKey, sortKey }: Table, item: Item): string {
  return sortKey === undefined ? String(item[partitionKey]) : `${item[partitionKey]}\n${item[sortKey]}`;
}

/** As the document client does it. */
export function withoutUndefined(item: Item): Item {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
}

export function checkItem({ partitionKey, sortKey, indexes }: Table, item: Item): void {
  const isText = (value: unknown) => typeof value === "string" && value !== "";
  const keys = [partitionKey, ...(sortKey === undefined ? [] : [sortKey])];
  const indexed = Object.values(indexes ?? {}).flatMap((index) => [index.partitionKey, index.sortKey]);
  const badKey =
    keys.find((key) => !isText(item[key])) ?? indexed.find((key) => key in item && !isText(item[key]));
  if (badKey !== undefined) throw serviceError("ValidationException", `the key ${badKey} is no text`);
  if (bytesOf(item) > ITEM_BYTES_MAX)
    throw serviceError("ValidationException", "Item size has exceeded the maximum");
}

/** About what the item weighs: what is neither text nor bytes is small. */
function bytesOf(item: Item): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) {
    bytes += name.length + (value instanceof Uint8Array || typeof value === "string" ? value.length : 20);
  }
  return bytes;
}

export function unitsOf(item: Item | undefined, unitBytes: number): number {
  return item === undefined ? 1 : Math.ceil(bytesOf(item) / unitBytes);
}
