import { type LevelFigures, shareOf } from "../../functions/core/level-figures.ts";
import type { LevelCondition, ServiceTerm } from "../../functions/core/service-terms.ts";
import { counted, duration } from "../../functions/words/amounts.ts";
import type { CsvValue } from "../../functions/words/csv.ts";
import { hundredths } from "../../functions/words/levels.ts";
import { wallTime } from "../../functions/words/times.ts";
import { formatTime } from "../../local/tape/tape.ts";
import { printRows, printTable } from "../formats/listing.ts";
import type { Column } from "../formats/table.ts";
import type { Format } from "../options.ts";
import type { Terminal } from "../world.ts";
import { headerOf } from "./header.ts";
import type { Judgement, Subject } from "./judge.ts";
import { LEVEL_COLUMNS, type MachineRow, machineRow } from "./machine-rows.ts";
import { notesOn } from "./notes.ts";
import { coverageOf, type Grouping, type LevelRow, rowsOf } from "./rows.ts";

/** Prints levels, and says beside them what has to be known to read them. */
export function printLevels(
  judgement: Judgement,
  subject: Subject,
  { by, format, timeZone }: { readonly by: Grouping; readonly format: Format; readonly timeZone: string },
  terminal: Terminal,
): void {
  const { period, asOf, systemId } = subject;
  const written = (at: number) => `${wallTime(at, timeZone, true)}${timeZone === "UTC" ? "Z" : ""}`;
  const stations = judgement.levels[0]?.stations.length ?? 0;
  const rows = stations === 0 ? [] : rowsOf(judgement, subject, by);
  const end = Math.min(period.until, asOf);
  if (format === "table") {
    terminal.say(`${systemId}, ${written(period.since)} to ${written(end)}: ${counted(stations, "station")}`);
    printTable(rows.flatMap(linesOf), columns(by), "no station was seen in that time", terminal);
  } else {
    const machineRows = rows.map((row) => machineRow(row, subject));
    if (format === "csv") {
      for (const line of headerOf(judgement, subject, formatTime)) terminal.write(`${line}\n`);
      printRows(machineRows.map(withDecimals), LEVEL_COLUMNS, format, terminal);
    } else printRows(machineRows, LEVEL_COLUMNS, format, terminal);
  }
  for (const note of notesOn(judgement, subject, written)) terminal.say(note);
}

/** Percents and amounts have two decimals, so that columns of figures are even. */
function withDecimals(row: MachineRow): Record<keyof MachineRow, CsvValue> {
  return Object.fromEntries(
    LEVEL_COLUMNS.map((column) => {
      const value = row[column];
      const hasDecimals = column === "charge" || column.endsWith("Percent");
      return [column, typeof value === "number" && hasDecimals ? value.toFixed(2) : value];
    }),
  ) as Record<keyof MachineRow, CsvValue>;
}

/** One condition of a row; null where the term cannot judge the station. */
interface Line {
  readonly row: LevelRow;
  readonly term: ServiceTerm;
  readonly condition: LevelCondition;
  readonly figures: LevelFigures | null;
}

function linesOf(row: LevelRow): Line[] {
  return row.term.of.map((condition) => {
    return { row, term: row.term, condition, figures: row.figures?.[condition] ?? null };
  });
}

function columns(by: Grouping): Column<Line>[] {
  const percent = (value: number | null) => (value === null ? "?" : `${hundredths(value)} %`);
  const of = (value: (figures: LevelFigures, term: ServiceTerm) => string) => (line: Line) =>
    line.figures === null ? "" : value(line.figures, line.term);
  const named: Column<Line>[] =
    by === "term"
      ? []
      : [{ header: by, rank: 10, least: 10, value: ({ row }) => row.area ?? row.name ?? "" }];
  return [
    ...named,
    {
      header: "term",
      rank: 9,
      least: 8,
      value: ({ term }) => (term.name === "" ? "any time" : term.name),
    },
    { header: "counts", rank: 11, value: ({ condition }) => condition },
    {
      header: "share",
      rank: 8,
      right: true,
      value: of(({ trueMs, knownMs }) => percent(shareOf(trueMs, knownMs))),
    },
    { header: "coverage", rank: 7, right: true, value: of((figures) => percent(coverageOf(figures))) },
    { header: "spells", rank: 2, right: true, value: of(({ spells }) => `${spells}`) },
    {
      header: "longest",
      rank: 3,
      right: true,
      value: of(({ longestMs }) => duration(Math.round(longestMs / 1_000))),
    },
    {
      header: "violations",
      rank: 5,
      right: true,
      value: of(({ violations }, { afterMs }) => (afterMs === null ? "" : `${violations}`)),
    },
    {
      header: "charge",
      rank: 6,
      right: true,
      value: of(({ penaltyHundredths }, { penalty }) =>
        penalty === null ? "" : hundredths(penaltyHundredths),
      ),
    },
  ];
}
