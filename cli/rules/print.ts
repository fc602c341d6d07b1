import type { RuleName } from "../../functions/core/rules.ts";
import type { BookDifference } from "../../functions/views/book-differences.ts";
import type { ChangedTurn, Turn } from "../../functions/views/rules-diff.ts";
import { counted } from "../../functions/words/amounts.ts";
import { differenceLines } from "../../functions/words/rules-diff.ts";
import { printable } from "../../functions/words/text.ts";
import type { Asked } from "../asking.ts";
import { printListing, printRows } from "../formats/listing.ts";
import type { Column } from "../formats/table.ts";
import type { Format } from "../options.ts";
import type { World } from "../world.ts";

/** What other rules would make of one system. */
export interface DiffedSystem {
  readonly systemId: string;
  /** The versions of the rules of now, null where they are not kept, and of the others, null where it is not listed. */
  readonly from: string | null;
  readonly to: string | null;
  /** The file does not list it. */
  readonly isRetired: boolean;
  /** Whether any poll of it was judged yet. */
  readonly isKnown: boolean;
  readonly books: readonly BookDifference[];
  readonly turns: readonly ChangedTurn[];
  readonly notes: readonly string[];
}

/** How many stations, or feeds, would take each turn by the other rules alone. */
interface DiffRow {
  readonly systemId: string;
  readonly rule: RuleName;
  readonly counts: ReadonlyMap<Turn | null, number>;
}

const TURNS: readonly (Turn | null)[] = [
  "withdrawn",
  "ends",
  "opens",
  "waits to open",
  "waits to end",
  "waits no more",
  // By the rules of now something would become of these, and nothing by the others.
  null,
];

/** The columns of all turns that any row has. */
function columnsOf(rows: readonly DiffRow[]): Column<DiffRow>[] {
  const taken = TURNS.filter((turn) => rows.some(({ counts }) => counts.has(turn)));
  return [
    { header: "system", rank: 12, value: ({ systemId }) => systemId },
    { header: "rule", rank: 11, value: ({ rule }) => rule },
    ...taken.map((turn, index) => ({
      header: turn ?? "stays",
      rank: 10 - index,
      right: true,
      value: ({ counts }: DiffRow) => String(counts.get(turn) ?? ""),
    })),
  ];
}

const FIELDS = ["systemId", "stationId", "rule", "now", "tried"] as const;

export async function printDiff(
  diffed: readonly DiffedSystem[],
  name: string,
  format: Format,
  { connection }: Asked,
  { terminal }: World,
): Promise<void> {
  if (format === "csv") {
    const rows = diffed.flatMap(({ systemId, turns }) => turns.map((turn) => ({ systemId, ...turn })));
    return printRows(rows, FIELDS, format, terminal);
  }
  if (format !== "table") return printRows(diffed, ["systemId"], format, terminal);
  for (const system of diffed) for (const line of linesOf(system)) terminal.say(printable(line));
  const rows = diffed.flatMap(rowsOf);
  const nothing = `by ${printable(name)} the next polls would come to the same`;
  const count = counted(diffed.length, "system");
  printListing(rows, columnsOf(rows), { nothing, count, place: await connection.title() }, terminal);
}

function linesOf({ systemId, from, to, isRetired, isKnown, books, notes }: DiffedSystem): string[] {
  if (isRetired) return [`${systemId}: it is not in the file, so all of its alerts would be withdrawn`];
  if (!isKnown)
    return [`${systemId}: no poll of it was judged yet, so what holds at its first is a baseline`];
  const rules =
    from === null ? `rules ${to}` : from === to ? `rules ${to}, as now` : `rules ${from}, then ${to}`;
  const lines = [...differenceLines(books), ...notes];
  return lines.length === 0 && from === to
    ? []
    : [`${systemId}: ${rules}`, ...lines.map((line) => `  ${line}`)];
}

function rowsOf({ systemId, turns }: DiffedSystem): DiffRow[] {
  const rules = [...new Set(turns.map(({ rule }) => rule))];
  return rules.map((rule) => {
    const counts = new Map<Turn | null, number>();
    for (const turn of turns)
      if (turn.rule === rule) counts.set(turn.tried, (counts.get(turn.tried) ?? 0) + 1);
    return { systemId, rule, counts };
  });
}
