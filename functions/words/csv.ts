import { printable } from "./text.ts";

export type CsvValue = string | number | boolean | null | undefined;

/** A spreadsheet computes what begins so, also in full width; a number it only shows. */
const FORMULA = /^\s*[=+\-@＝＋－＠]/;
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

/**
 * Returns one record by RFC 4180, without its line end. An unknown value becomes an empty field. A text of a feed that a
 * spreadsheet would take for a formula has an apostrophe before it, and none controls a terminal: JSON has texts as
 * they are.
 */
export function csvLine(values: readonly CsvValue[], separator = ","): string {
  return values.map((value) => csvField(value, separator)).join(separator);
}

function csvField(value: CsvValue, separator: string): string {
  const shown = printable(value === null || value === undefined ? "" : String(value));
  const text = FORMULA.test(shown) && !NUMBER.test(shown) ? `'${shown}` : shown;
  if (!text.includes(separator) && !text.includes('"')) return text;
  return `"${text.replaceAll('"', '""')}"`;
}
