import { counted } from "../../functions/words/amounts.ts";
import { hundredths, termWords } from "../../functions/words/levels.ts";
import { oneLine, quoted } from "../../functions/words/text.ts";
import packageJson from "../../package.json" with { type: "json" };
import { termsVersion } from "./contract.ts";
import type { Judgement, Subject } from "./judge.ts";
import { coverageOf, isThin, rowsOf } from "./rows.ts";

/** Returns the lines that stand above the file that a city keeps: by what it is, and how much of the past was seen. */
export function headerOf(judgement: Judgement, subject: Subject, isoTime: (at: number) => string): string[] {
  const { systemId, contract, period, roster, timeZone, asOf } = subject;
  const end = Math.min(period.until, asOf);
  const stations = judgement.levels[0]?.stations.length ?? 0;
  const lines = [
    `service levels of ${systemId} from ${isoTime(period.since)} to ${isoTime(end)}, ${counted(stations, "station")}`,
    `stationwatch ${packageJson.version}, terms ${termsVersion(contract)}, rules ${contract.ruleBook.version}`,
    `time zone ${timeZone ?? "unknown"}`,
    roster === null ? "no roster" : `roster of ${isoTime(roster.roster.fetchedAt)}`,
    `looks read until ${judgement.observedAt === null ? "never" : isoTime(judgement.observedAt)}`,
    ...contract.terms.map((term) => `term ${quoted(term.name)}: ${termWords(term)}`),
    ...coverageLines(judgement, subject),
    ...[...judgement.holes].map(([reason, times]) => `hole: ${reason}, ${counted(times, "time")}`),
  ];
  return lines.map((line) => `# ${oneLine(line)}`);
}

/** Returns what was seen of each term's conditions, in the whole system. */
function coverageLines(judgement: Judgement, subject: Subject): string[] {
  return rowsOf(judgement, subject, "term").map(({ term, figures }) => {
    const each = term.of.map((condition) => {
      const own = figures?.[condition];
      const coverage = own === undefined ? null : coverageOf(own);
      if (own === undefined || coverage === null) return `${condition} not judged`;
      return `${condition} ${hundredths(coverage)} %${isThin(own) ? ", under 95 %" : ""}`;
    });
    return `coverage ${term.name === "" ? "at any time" : `of ${quoted(term.name)}`}: ${each.join(", ")}`;
  });
}
