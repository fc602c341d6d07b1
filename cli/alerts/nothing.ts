import { soughtWords } from "../search/sought.ts";
import { either } from "../words.ts";
import type { AlertQuestion } from "./question.ts";

/** Returns the sentence for an empty list, with every option that narrowed it. */
export function nothingWords(options: AlertQuestion): string {
  const { system, station, rule, open, next } = options;
  if (next !== undefined) return "there are no more alerts";
  return [
    open === true ? "nothing is open" : "there is no alert",
    system === undefined ? "" : ` of ${either(system)}`,
    station === undefined
      ? ""
      : ` at the ${station.length === 1 ? "station" : "stations"} ${either(station)}`,
    rule === undefined ? "" : ` by the ${rule.length === 1 ? "rule" : "rules"} ${either(rule)}`,
    soughtWords(options),
    spanWords("was so", options.since, options.until),
    spanWords("began", options.startedSince, options.startedUntil),
    spanWords("ended", options.endedSince, options.endedUntil),
    spanWords("was opened or resolved", options.changedSince, undefined),
  ].join("");
}

function spanWords(what: string, since: unknown, until: unknown): string {
  return since === undefined && until === undefined ? "" : ` that ${what} in that time`;
}
