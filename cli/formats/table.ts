import Table from "cli-table3";
import pc from "picocolors";
import { printable } from "../../functions/words/text.ts";
import type { Terminal } from "../world.ts";

export interface Column<Row> {
  readonly header: string;
  readonly value: (row: Row) => string;
  /** Columns of the lowest rank are dropped first when the table is too wide. */
  readonly rank: number;
  /** The characters to which the column may be cut before any is dropped; never cut where absent. */
  readonly least?: number;
  readonly right?: boolean;
}

/** The width and colours of a table; its width is unlimited where `columns` is null. */
export type TableStyle = Pick<Terminal, "columns" | "colors">;

const GAP = "  ";

/** Returns a table without borders, at most as wide as the terminal. It ends with a newline. */
export function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { columns: width, colors }: TableStyle,
): string {
  const natural = naturalWidths(columns, rows);
  let kept = columns.map((column, index) => ({ column, width: natural[index] ?? 0 }));
  for (let over = overflow(kept, width); over > 0; over = overflow(kept, width)) {
    const shrunk = shrink(kept, over);
    if (shrunk !== null) {
      kept = shrunk;
      break;
    }
    const lowest = Math.min(...kept.map(({ column }) => column.rank));
    if (kept.length === 1) break;
    kept = kept.filter(({ column }) => column.rank !== lowest);
  }
  const paint = pc.createColors(colors);
  const fitted = kept.map(({ column }) => column);
  const widths = kept.map((one) => one.width);
  const table = filled(fitted, rows, widths).toString();
  const [head = "", ...lines] = table.split("\n").map((line) => line.trimEnd());
  return [paint.bold(head), ...lines].map((line) => `${line}\n`).join("");
}

interface Fitted<Row> {
  readonly column: Column<Row>;
  readonly width: number;
}

function overflow(kept: readonly { readonly width: number }[], width: number | null): number {
  if (width === null) return 0;
  return kept.reduce((sum, one) => sum + one.width + GAP.length, -GAP.length) - width;
}

/** Cuts columns by `over` characters in all, always the widest that can be cut; null when that is not enough. */
function shrink<Row>(kept: readonly Fitted<Row>[], over: number): Fitted<Row>[] | null {
  const widths = kept.map((one) => one.width);
  for (let left = over; left > 0; left--) {
    let widest = -1;
    for (const [index, { column }] of kept.entries()) {
      const width = widths[index] ?? 0;
      if (column.least === undefined || width <= column.least) continue;
      if (width > (widths[widest] ?? 0)) widest = index;
    }
    if (widest === -1) return null;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return kept.map(({ column }, index) => ({ column, width: widths[index] ?? 0 }));
}

/** Measures columns by drawing the table once without limits, since the library knows how wide characters are. */
function naturalWidths<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): number[] {
  const table = filled(columns, rows, []);
  table.toString();
  return table.options.colWidths.map((width) => width ?? 0);
}

function filled<Row>(columns: readonly Column<Row>[], rows: readonly Row[], widths: readonly number[]) {
  const table = new Table({
    chars: { ...NO_LINES, middle: GAP },
    // The library's own styles would colour heads and borders even in a pipe.
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
    colWidths: [...widths],
    colAligns: columns.map((column) => (column.right === true ? "right" : "left")),
    head: columns.map((column) => column.header),
  });
  for (const row of rows) table.push(columns.map((column) => printable(column.value(row))));
  return table;
}

const NO_LINES = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
} as const;
