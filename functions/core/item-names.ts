/** A value that is too long for one item of a table is kept in several; its name says in how many: `stations/12-0a1b.3`. */

const NAME = /^(?:stations|overflow|roster)\/\d{1,16}-[0-9a-f]{12}(?:\.(\d{1,3}))?$/;

/**
 * `stations` are the ids in column order; `overflow` is what the state's own item has no room for, `roster` what the
 * roster's has none for.
 */
export type ValueKind = "stations" | "overflow" | "roster";

/**
 * Returns a value's name, which says how many parts it has. `number` is the time of the look that made a list of ids, so
 * that the input alone decides it, or the version of the commit that wrote the value.
 */
export function valueName(kind: ValueKind, number: number, hash: string, parts: number): string {
  return `${kind}/${number}-${hash}${parts === 1 ? "" : `.${parts}`}`;
}

/** How long a replaced value is kept: no reader of what named it takes so long. */
export const REPLACED_KEPT_MS = 24 * 3_600_000;

/** Returns the names of the items that hold a value, in order; none for what is no value's name. */
export function itemsOfValue(name: unknown): readonly string[] {
  const match = typeof name === "string" ? NAME.exec(name) : null;
  if (match === null) return [];
  const parts = Number(match[1] ?? 1);
  return parts === 1 ? [match[0]] : Array.from({ length: parts }, (_, part) => `${match[0]}/${part + 1}`);
}
