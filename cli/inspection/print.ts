import pc from "picocolors";
import { ago, duration } from "../../functions/words/amounts.ts";
import { printable } from "../../functions/words/text.ts";
import { printRows, printTable } from "../formats/listing.ts";
import type { Column } from "../formats/table.ts";
import type { Format } from "../options.ts";
import type { Terminal } from "../world.ts";
import type { Report, Verdict } from "./report.ts";

const REPORT_COLUMNS = [
  "systemId",
  "verdict",
  "sentence",
  "versionLabel",
  "versionShape",
  "stationsInStatus",
  "stationsInInformation",
  "publishedAgeSeconds",
  "reportedAgeSecondsMedian",
  "ttlSeconds",
  "oddities",
] as const satisfies readonly (keyof Report)[];

/** Prints a table and the reasons for each verdict below it; in the other formats, the whole reports. */
export function printReports(reports: readonly Report[], format: Format, terminal: Terminal): void {
  if (format === "table") {
    printTable(reports, TABLE, "no system to check", terminal);
    explainVerdicts(reports, terminal);
  } else {
    printRows(reports, REPORT_COLUMNS, format, terminal);
  }
}

function explainVerdicts(reports: readonly Report[], terminal: Terminal): void {
  const paint = pc.createColors(terminal.colors);
  let isBlock = true;
  for (const { systemId, verdict, sentence, oddities } of reports) {
    // A system with oddities is set apart by empty lines; systems without any follow each other.
    const gap = isBlock || oddities.length > 0 ? "\n" : "";
    isBlock = oddities.length > 0;
    const head = `${paint.bold(printable(systemId))} is ${colored(verdict, paint)}`;
    terminal.write(`${gap}${head}: ${printable(sentence)}\n`);
    for (const { says, costs } of oddities) {
      terminal.write(`  ${costs === null ? "note" : paint.yellow("loss")}  ${printable(says)}\n`);
    }
  }
}

const TABLE: readonly Column<Report>[] = [
  { header: "system", rank: 10, least: 8, value: ({ systemId }) => systemId },
  { header: "verdict", rank: 9, value: ({ verdict }) => verdict },
  { header: "version", rank: 8, value: versionWords },
  { header: "stations", rank: 7, right: true, value: (one) => knownAs(String, one.stationsInStatus) },
  { header: "named", rank: 6, right: true, value: (one) => knownAs(String, one.stationsNamed) },
  { header: "published", rank: 5, value: (one) => knownAs(ago, one.publishedAgeSeconds) },
  { header: "reported", rank: 4, value: (one) => knownAs(ago, one.reportedAgeSecondsMedian) },
  { header: "ttl", rank: 3, value: (one) => knownAs(duration, one.ttlSeconds) },
];

/** Returns an empty text when the number is unknown. */
function knownAs(words: (value: number) => string, value: number | null): string {
  return value === null ? "" : words(value);
}

/** Returns `2.3`; `1.0, is 3.x` where the fields contradict the label; `1.x` where there is no label. */
function versionWords({ versionLabel, versionShape }: Report): string {
  if (versionLabel === null || versionShape === null) return versionLabel ?? versionShape ?? "";
  const isSo = versionShape.split(" or ").some((shape) => shape[0] === versionLabel[0]);
  return isSo ? versionLabel : `${versionLabel}, is ${versionShape}`;
}

function colored(verdict: Verdict, paint: ReturnType<typeof pc.createColors>): string {
  if (verdict === "good") return paint.green(verdict);
  return verdict === "usable" ? paint.yellow(verdict) : paint.red(verdict);
}
