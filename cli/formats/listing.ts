import { type CsvValue, csvLine } from "../../functions/words/csv.ts";
import { shownJson } from "../../functions/words/text.ts";
import type { Format } from "../options.ts";
import type { Terminal } from "../world.ts";
import { type Column, renderTable } from "./table.ts";

type MachineFormat = Exclude<Format, "table">;

/** Prints a table for people, or says `nothing` on stderr in place of an empty one. */
export function printTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  nothing: string,
  terminal: Terminal,
): void {
  if (rows.length === 0) terminal.say(nothing);
  else terminal.write(renderTable(columns, rows, terminal));
}

/** What a list says on stderr beside its rows. */
export interface Beside {
  /** The sentence in place of an empty table. */
  readonly nothing: string;
  /** How many rows there are, such as `6 alerts`. */
  readonly count: string;
  /** Which place answered. */
  readonly place: string;
}

/** Prints a table of what a place answered, and says how much it is and which place that was. */
export function printListing<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { nothing, count, place }: Beside,
  terminal: Terminal,
): void {
  printTable(rows, columns, `${nothing} · ${place}`, terminal);
  if (rows.length > 0) terminal.say(`${count} · ${place}`);
}

/**
 * Prints rows for machines. `csvColumns` are the attributes in the order of the CSV, which has lists and objects as
 * JSON. `next` is the token of the next page, null on the last one and absent where the listing has no pages.
 */
export function printRows<Row extends object>(
  rows: readonly Row[],
  csvColumns: readonly (keyof Row & string)[],
  format: MachineFormat,
  terminal: Terminal,
  next?: string | null,
): void {
  if (format === "csv") terminal.write(csvText(rows, csvColumns));
  else if (format === "ndjson") terminal.write(rows.map((row) => `${shownJson(row)}\n`).join(""));
  else {
    const page = next === undefined ? { items: rows } : { items: rows, next };
    terminal.write(`${shownJson(page, 2)}\n`);
  }
}

/** Prints one thing for machines: as a bare JSON object, or as a CSV line below its header. */
export function printOne<Row extends object>(
  row: Row,
  csvColumns: readonly (keyof Row & string)[],
  format: MachineFormat,
  terminal: Terminal,
): void {
  if (format === "csv") terminal.write(csvText([row], csvColumns));
  else terminal.write(`${shownJson(row, format === "json" ? 2 : 0)}\n`);
}

function csvText<Row extends object>(
  rows: readonly Row[],
  csvColumns: readonly (keyof Row & string)[],
): string {
  const lines = rows.map((row) => csvLine(csvColumns.map((column) => cell(row[column]))));
  return [csvLine(csvColumns), ...lines].map((line) => `${line}\n`).join("");
}

function cell(value: unknown): CsvValue {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : (value as CsvValue);
}
