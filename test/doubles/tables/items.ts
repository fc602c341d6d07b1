import type { Table } from "../../../functions/store/tables.ts";
import { serviceError } from "../service-error.ts";
import type { Item } from "./expressions.ts";
import { itemBytes } from "./item-size.ts";

const ITEM_BYTES_MAX = 400 * 1_024;

const isText = (value: unknown) => typeof value === "string" && value !== "";

export function keyOf({ partitionKey, sortKey }: Table, item: Item): string {
  return sortKey === undefined ? String(item[partitionKey]) : `${item[partitionKey]}\n${item[sortKey]}`;
}

/** The names of the key attributes. */
export function keysOf({ partitionKey, sortKey }: Table): string[] {
  return sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
}

/** A read must give the item's key and nothing else. */
export function checkKey(table: Table, key: Item): void {
  const names = keysOf(table);
  if (Object.keys(key).length === names.length && names.every((name) => isText(key[name]))) return;
  throw serviceError("ValidationException", "The provided key element does not match the schema");
}

/** Throws what DynamoDB answers to an item that it does not accept in this table. */
export function checkItem(table: Table, item: Item): void {
  const indexed = Object.values(table.indexes ?? {}).flatMap((index) => [index.partitionKey, index.sortKey]);
  const badKey =
    keysOf(table).find((key) => !isText(item[key])) ??
    indexed.find((key) => key in item && !isText(item[key]));
  if (badKey !== undefined) throw serviceError("ValidationException", `the key ${badKey} is no text`);
  if (bytesOf(item) > ITEM_BYTES_MAX)
    throw serviceError("ValidationException", "Item size has exceeded the maximum");
}

export function unitsOf(item: Item | undefined, unitBytes: number): number {
  return item === undefined ? 1 : Math.ceil(bytesOf(item) / unitBytes);
}

const weighed = new WeakMap<Item, number>();

/** Stored items never change, so each is measured once. */
function bytesOf(item: Item): number {
  const known = weighed.get(item);
  if (known !== undefined) return known;
  const bytes = itemBytes(item);
  weighed.set(item, bytes);
  return bytes;
}

/** A copy as it would arrive over the wire: without undefined values, and independent of the original. */
export function copyOf<T>(value: T): T;
export function copyOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return value.filter((one) => one !== undefined).map((one) => copyOf(one));
  const copied: [string, unknown][] = [];
  for (const [name, one] of Object.entries(value)) {
    if (one !== undefined) copied.push([name, copyOf(one)]);
  }
  return Object.fromEntries(copied);
}
