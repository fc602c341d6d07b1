import { counted, duration } from "../../functions/words/amounts.ts";
import { printable } from "../../functions/words/text.ts";
import { localTime } from "../../functions/words/times.ts";
import { printRows } from "../formats/listing.ts";
import { type Column, renderTable, type TableStyle } from "../formats/table.ts";
import type { Format } from "../options.ts";
import type { Terminal } from "../world.ts";
import {
  type Comparison,
  compareReplayed,
  type Difference,
  lastedMsOf,
  type Sides,
  startOf,
} from "./comparison.ts";
import { DIFFERENCE_COLUMNS, differenceRows, TOTALS_COLUMNS, totalsRows } from "./comparison-rows.ts";
import { differenceWords } from "./difference-words.ts";
import type { Heard } from "./receiver.ts";
import type { Replayed } from "./replay.ts";
import { headOf, rulesShown } from "./summary.ts";
import { heardTable, printHeardCompared } from "./told-print.ts";

const DIFFERENCES_MAX = 10;

/** What is asked of a comparison. */
export interface Asked {
  /** Episodes count as long from here on, as it was written: `30m`. */
  readonly longerThan: string;
  readonly longerThanMs: number;
  /** For machines: what each rule yields, in place of the episodes that differ; of messages, how many there are. */
  readonly totals: boolean;
  /** What names the rules of each side: `those of strict.json`. */
  readonly names: Sides<string>;
  readonly timeZone: string;
}

/**
 * Prints what two rule books make of the same polls, side by side, and what a receiver would have been sent, if one is
 * asked for. For machines its messages stand in place of the episodes.
 */
export function printCompared(
  { a, b }: Sides<Replayed>,
  heard: Heard | null,
  asked: Asked,
  format: Format,
  terminal: Terminal,
): void {
  const comparison = compareReplayed(a, b, asked.longerThanMs);
  const { systemId } = a;
  if (format === "table") {
    terminal.write(textOf(a, comparison, heard, asked, terminal));
    return;
  }
  terminal.say(`A: ${asked.names.a}; B: ${asked.names.b}`);
  if (heard !== null) {
    printHeardCompared(systemId, heard, asked.totals, format, terminal);
    return;
  }
  const names = rulesShown((rule) => comparison.rules.has(rule));
  if (asked.totals) printRows(totalsRows(systemId, comparison, names), TOTALS_COLUMNS, format, terminal);
  else printRows(differenceRows(systemId, comparison), DIFFERENCE_COLUMNS, format, terminal);
}

function textOf(
  a: Replayed,
  comparison: Comparison,
  heard: Heard | null,
  { longerThan, names: rules, timeZone }: Asked,
  style: TableStyle,
): string {
  // No time is told by this machine's clock, so that the text is the same whenever it is made.
  const time = (now: number) => (at: number) => localTime(at, timeZone, now);
  const rows = totalsRows(a.systemId, comparison, [...comparison.rules.keys()]);
  const parts = [`${headOf(a, time(0))}\nA: ${printable(rules.a)}\nB: ${printable(rules.b)}\n`];
  if (rows.length === 0) return [...parts, "no alert on either side\n"].join("\n");
  parts.push(renderTable(amountColumns(longerThan), rows, style));
  if (heard !== null) parts.push(heardTable(heard, style));
  parts.push(renderTable(AGREEMENT, rows, style));
  const { differences } = comparison;
  if (differences.length === 0) return [...parts, "no episode differs\n"].join("\n");
  const most = differences
    .toSorted((one, other) => weightOf(other) - weightOf(one))
    .slice(0, DIFFERENCES_MAX);
  parts.push(renderTable(differenceColumns(a.names, time(a.to ?? 0)), most, style));
  const more = differences.length - most.length;
  if (more > 0)
    parts.push(`${counted(more, "more episode differs", "more episodes differ")}: --format csv has all\n`);
  return parts.join("\n");
}

type TotalsRow = ReturnType<typeof totalsRows>[number];

function amountColumns(longerThan: string): Column<TotalsRow>[] {
  const amount = (header: string, value: (row: TotalsRow) => string, rank: number) => ({
    header,
    rank,
    right: true,
    value,
  });
  return [
    { header: "rule", rank: 7, value: ({ rule }) => rule },
    amount("alerts A", ({ alertsA }) => String(alertsA), 6),
    amount("alerts B", ({ alertsB }) => String(alertsB), 6),
    amount(`>${longerThan} A`, ({ longerA }) => String(longerA), 4),
    amount(`>${longerThan} B`, ({ longerB }) => String(longerB), 4),
    amount("hours A", ({ hoursA }) => hoursA.toFixed(1), 5),
    amount("hours B", ({ hoursB }) => hoursB.toFixed(1), 5),
  ];
}

const AGREEMENT: readonly Column<TotalsRow>[] = [
  { header: "episodes", rank: 5, value: ({ rule }) => rule },
  { header: "same", rank: 1, right: true, value: ({ same }) => String(same) },
  { header: "only A", rank: 4, right: true, value: ({ onlyA }) => String(onlyA) },
  { header: "only B", rank: 3, right: true, value: ({ onlyB }) => String(onlyB) },
  { header: "other times", rank: 2, right: true, value: ({ otherTimes }) => String(otherTimes) },
];

function differenceColumns(
  names: ReadonlyMap<string, string>,
  time: (at: number) => string,
): Column<Difference>[] {
  const lasted = (side: keyof Sides<unknown>) => (difference: Difference) => {
    const ms = lastedMsOf(difference[side]);
    return difference[side].length === 0 ? "-" : duration(Math.round(ms / 1_000));
  };
  const placeOf = ({ stationId }: Difference) =>
    stationId === null ? "the whole system" : (names.get(stationId) ?? stationId);
  return [
    { header: "differs most", rank: 6, least: 12, value: placeOf },
    { header: "rule", rank: 5, value: ({ rule }) => rule },
    { header: "since", rank: 2, value: (difference) => time(startOf(difference)) },
    { header: "A", rank: 4, right: true, value: lasted("a") },
    { header: "B", rank: 4, right: true, value: lasted("b") },
    { header: "B against A", rank: 3, least: 14, value: differenceWords },
  ];
}

/** What differs by the longest time comes first; of what lasts equally long, the longest. */
function weightOf({ a, b }: Difference): number {
  return Math.abs(lastedMsOf(a) - lastedMsOf(b));
}
