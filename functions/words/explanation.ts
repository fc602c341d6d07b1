import { wordsOfMeasure } from "../core/measures.ts";
import type { FeedRule, Rule } from "../core/rule.ts";
import { wordsOf } from "../core/rules.ts";
import { STATION_RULES } from "../core/station-rules.ts";
import type { ExplainedEnd, Explanation } from "../views/explanation.ts";
import type { LookOfAlert } from "../views/look-of-alert.ts";
import { counted, countsOf, duration } from "./amounts.ts";
import { causeSentence, unknownSentence } from "./causes.ts";
import { printable } from "./text.ts";

/** Writes a time, given in ISO 8601. */
export type WriteTime = (iso: string) => string;

/** Returns the sentences that explain an alert, in paragraphs. Texts of feeds and people are made safe. */
export function explanationParagraphs(explanation: Explanation, time: WriteTime): string[][] {
  const { alert, start, end, unknown } = explanation;
  const words = wordsOf(alert.rule);
  return [
    [rulesSentence(explanation)],
    endSentences(start, { what: words.opened, told: "opened" }, alert, time),
    end === null
      ? standingSentences(explanation, time)
      : endSentences(end, { what: words.resolved, told: "was resolved" }, alert, time),
    unknown.map((one) => unknownSentence(one, alert)),
  ]
    .map((sentences) => sentences.map(printable))
    .filter((sentences) => sentences.length > 0);
}

function standingSentences({ alert, standing, rules }: Explanation, time: WriteTime): string[] {
  if (standing === null) return ["It is still open."];
  const { asOf, overSince } = standing;
  const shown = alert.stationId === undefined ? "" : `, which showed ${shownWords(standing, true)}`;
  const open = `It is still open as of the poll of ${time(asOf)}${shown}.`;
  if (overSince === null) return [open];
  const keepFor = rules.parameters === null ? "" : ` of ${duration(rules.parameters.keepForMs / 1_000)}`;
  return [open, `It has been over since ${time(overSince)}, and waits for the rule's keepFor${keepFor}.`];
}

function rulesSentence({ alert, rules }: Explanation): string {
  const { parameters, version, isOwn } = rules;
  if (parameters === null) return `The rule ${alert.rule} opened it, of the rules ${version}.`;
  const own = isOwn ? ", which this station has for itself" : "";
  return `The rule ${alert.rule} ${parametersWords(alert.rule, parameters)} (rules ${version}${own}).`;
}

/** Returns such as `opens at 0 bikes or fewer after 3 min, and ends at 2 bikes or more after 2 min`. */
export function parametersWords(rule: string, parameters: Rule | FeedRule): string {
  const opens = `opens${thresholdWords(rule, parameters, "opens")}${after(parameters.forMs)}`;
  return `${opens}, and ends${thresholdWords(rule, parameters, "ends")}${after(parameters.keepForMs)}`;
}

function thresholdWords(rule: string, parameters: Rule | FeedRule, what: "opens" | "ends"): string {
  if ("share" in parameters) {
    const { share, atLeast } = parameters;
    if (share === 0 || what === "ends") return "";
    return ` at more than ${Math.round(share * 100)} % of the stations, and at least ${atLeast}`;
  }
  const row = STATION_RULES.find(({ name }) => name === rule);
  if (row === undefined || row.counts === null) return "";
  const { noun } = wordsOfMeasure(row.counts);
  return what === "opens"
    ? ` at ${counted(parameters.atMost, noun)} or fewer`
    : ` at ${counted(parameters.clearAt, noun)} or more`;
}

function after(ms: number): string {
  return ms === 0 ? " at once" : ` after ${duration(ms / 1_000)}`;
}

function endSentences(
  end: ExplainedEnd,
  { what, told }: { readonly what: string; readonly told: string },
  { stationId }: Explanation["alert"],
  time: WriteTime,
): string[] {
  const { before, first, since, toldAt, polls, because } = end;
  const isOfStation = stationId !== undefined;
  const seen = [
    ...(before === null ? [] : [`the poll of ${time(before.at)} showed ${shownWords(before, isOfStation)}`]),
    ...(first === null ? [] : [`the poll of ${time(first.at)} ${firstWords(first, isOfStation)}`]),
  ];
  const shown = seen.length === 0 ? "" : `: ${seen.join("; ")}`;
  const later = since === toldAt ? "with that poll" : `at ${time(toldAt)}, ${counted(polls, "poll")} later`;
  return [
    `It was "${what}" from ${time(since)} on${shown}.`,
    `The alert ${told} ${later}.`,
    ...because.map((cause) => causeSentence(cause, time)),
  ];
}

function firstWords(look: LookOfAlert, isOfStation: boolean): string {
  if (look.verdict === "observed") return `showed ${shownWords(look, isOfStation)}`;
  const reason = look.reason === null ? "" : `, ${look.reason}`;
  const words = {
    failed: "failed",
    unmatched: "failed",
    dropped: "was dropped",
    held: "was held",
    retired: "was the last",
    unread: "cannot be read any more",
  };
  return `${words[look.verdict]}${reason}`;
}

function shownWords(
  { observed, closed }: Pick<LookOfAlert, "observed" | "closed">,
  isOfStation: boolean,
): string {
  if (!isOfStation) return "the stations";
  if (observed === null) return "no such station";
  const counts = countsOf(observed);
  return closed === null ? counts : `${counts} and "${closed}"`;
}
