import { type CsvValue, csvLine } from "../../functions/words/csv.ts";
import type { Format } from "../options.ts";
import type { Terminal } from "../world.ts";
import { type Column, renderTable } from "./table.ts";

/** Rows that can be printed in every format. */
export interface Listing<Row extends object> {
  readonly rows: readonly Row[];
  /** Attributes in the order of the CSV; lists and objects are JSON there. */
  readonly csvColumns: readonly (keyof Row & string)[];
  readonly table: () => readonly Column<Row>[];
  /** What to say on stderr in place of an empty table. */
  readonly nothing: string;
  /** For the next page; absent where the listing has no pages. */
  readonly next?: string | null;
}

export function printListing<Row extends object>(
  listing: Listing<Row>,
  format: Format,
  terminal: Terminal,
): void {
  const { rows, next } = listing;
  switch (format) {
    case "json": {
      const page = next === undefined ? { items: rows } : { items: rows, next };
      terminal.write(`${JSON.stringify(page, null, 2)}\n`);
      return;
    }
    case "ndjson":
      terminal.write(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
      break;
    case "csv":
      terminal.write(csvText(listing));
      break;
    case "table":
      if (rows.length === 0) terminal.say(listing.nothing);
      else {
        const style = { width: terminal.columns, colors: terminal.colors };
        terminal.write(renderTable(listing.table(), rows, style));
      }
  }
  if (next) terminal.say(`next page: --next ${next}`);
}

function csvText<Row extends object>({
  rows,
  csvColumns,
}: Pick<Listing<Row>, "rows" | "csvColumns">): string {
  const lines = rows.map((row) => csvLine(csvColumns.map((column) => cell(row[column]))));
  return [csvLine(csvColumns), ...lines].map((line) => `${line}\n`).join("");
}

function cell(value: unknown): CsvValue {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : (value as CsvValue);
}

/** One thing in a machine format: in JSON it stands by itself, in CSV below its header. */
export function printOne<Row extends object>(
  row: Row,
  csvColumns: readonly (keyof Row & string)[],
  format: Exclude<Format, "table">,
  terminal: Terminal,
): void {
  if (format === "csv") terminal.write(csvText({ rows: [row], csvColumns }));
  else terminal.write(`${JSON.stringify(row, null, format === "json" ? 2 : 0)}\n`);
}
