import type { BookDifference } from "../views/book-differences.ts";
import { counted, duration } from "./amounts.ts";
import { parametersWords } from "./explanation.ts";
import { quoted } from "./text.ts";

const STATIONS_NAMED_MAX = 5;

/** Returns what is otherwise in a book: a line for each rule and guard, and one for all stations beyond the first few. */
export function differenceLines(differences: readonly BookDifference[]): string[] {
  const isOwn = (one: BookDifference) => "rule" in one && one.stationId !== null;
  const own = differences.filter(isOwn);
  const more = own.length - STATIONS_NAMED_MAX;
  return [
    ...differences.filter((one) => !isOwn(one)).map(lineOf),
    ...own.slice(0, STATIONS_NAMED_MAX).map(lineOf),
    ...(more > 0 ? [`${counted(more, "more rule")} of single stations`] : []),
  ];
}

function lineOf(one: BookDifference): string {
  if ("guard" in one)
    return `${one.guard.replace(/Ms$/, "")}: ${guardWords(one.now)}, then ${guardWords(one.tried)}`;
  const words = (rule: typeof one.now) => (rule === null ? "off" : parametersWords(one.rule, rule));
  const of = one.stationId === null ? "" : ` of station ${quoted(one.stationId)}`;
  return `${one.rule}${of}: ${words(one.now)}; then ${words(one.tried)}`;
}

function guardWords(value: unknown): string {
  if (value === null || value === false) return "off";
  if (typeof value === "number") return duration(value / 1_000);
  return value === true ? "on" : JSON.stringify(value);
}
