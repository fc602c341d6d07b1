import { MONTH_WORDS } from "./opening-hours-dates.ts";
import { type Days, EVERY_DAY, parseDays, WEEKDAY_WORDS } from "./opening-hours-days.ts";
import { DAY_MINUTES, parseTimes, type Span, WHOLE_DAY } from "./opening-hours-times.ts";

/** Reads the rules of OSM's opening_hours. */

/** What a rule says of its spans on its days. */
export interface HoursRule {
  /** `;` writes its days anew, `,` adds to what was said, `||` holds where it is not open by the rules before. */
  readonly joins: "replaces" | "adds" | "falls back";
  readonly days: Days;
  readonly spans: readonly Span[];
  readonly says: "open" | "closed" | "unknown";
}

/** A rule as it is written. */
export interface ReadRule {
  readonly text: string;
  /** Null where nothing of the rule is understood. */
  readonly rule: HoursRule | null;
  /** False where a part of it is unknown: all times of its days then, or the days themselves. */
  readonly isUnderstood: boolean;
}

const TIME_BEGINS = /(?<![\d:(-])(?=\d{1,2}:\d{2}|24\/7|\(?(?:sunrise|sunset|dawn|dusk))/;
const MODIFIER = /(?:^| )(open|closed|off|unknown)$/;
/** Stands for a comment, which is never read. */
const COMMENT = '"';
/** A rule with more words than this before the unknown one has no days that are worth finding. */
const WORDS_MAX = 12;
/** Closed for a whole day means no span that begins on it. */
const WHOLE_SPANS: Span = { from: 0, to: 2 * DAY_MINUTES };

/** The usual way to write each word, by its lower case. */
const WORDS = new Map(
  [
    ...WEEKDAY_WORDS,
    ...MONTH_WORDS,
    ...["PH", "SH", "week", "easter", "open", "closed", "off", "unknown"],
    ...["sunrise", "sunset", "dawn", "dusk"],
  ].map((word) => [word.toLowerCase(), word]),
);
for (const [index, word] of ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].entries()) {
  WORDS.set(word, WEEKDAY_WORDS[index] ?? "");
}

/** Returns the rules of a text, each as far as it is understood. */
export function readRules(text: string): ReadRule[] {
  return [...rulesIn(normal(text))].map(([joins, written]) => readRule(joins, written));
}

function readRule(joins: HoursRule["joins"], text: string): ReadRule {
  const hasComment = text.includes(COMMENT);
  const plain = text.replaceAll(COMMENT, "").replace(/ +/g, " ").trim();
  const [, modifier] = MODIFIER.exec(plain) ?? [];
  const body = modifier === undefined ? plain : plain.slice(0, -modifier.length).trim();
  const says = saysOf(modifier, hasComment);
  const at = body.search(TIME_BEGINS);
  // A colon may follow the dates, for readability: `Apr-Oct: Mo-Fr`.
  const selectors = (at === -1 ? body : body.slice(0, at)).replace(/ ?: ?/g, " ").trim();
  const times = at === -1 ? "" : body.slice(at);
  const days = parseDays(selectors);
  if (days === null) return { text, rule: unknownDays(joins, selectors), isUnderstood: false };
  const isEmpty = selectors === "" && times === "" && modifier === undefined && !hasComment;
  const whole = says === "closed" ? WHOLE_SPANS : WHOLE_DAY;
  const spans = times === "" ? [whole] : parseTimes(times);
  if (spans === null || isEmpty) return { text, rule: unknown(joins, days), isUnderstood: false };
  return { text, rule: { joins, days, spans, says }, isUnderstood: days.unknown.length === 0 };
}

function saysOf(modifier: string | undefined, hasComment: boolean): HoursRule["says"] {
  if (modifier === "off" || modifier === "closed") return "closed";
  if (modifier === "open") return "open";
  // A comment says on what it depends, such as "on appointment".
  return modifier === "unknown" || hasComment ? "unknown" : "open";
}

/** Where other words follow the days, it is unknown what holds on them; without days, nothing is understood. */
function unknownDays(joins: HoursRule["joins"], selectors: string): HoursRule | null {
  const words = selectors.split(" ");
  for (let count = Math.min(words.length - 1, WORDS_MAX); count > 0; count--) {
    const days = parseDays(words.slice(0, count).join(" "));
    if (days !== null && days !== EVERY_DAY && days.unknown.length === 0) return unknown(joins, days);
  }
  return null;
}

function unknown(joins: HoursRule["joins"], days: Days): HoursRule {
  return { joins, days, spans: [WHOLE_DAY], says: "unknown" };
}

/** Returns the text with one space between words, none around commas and dashes, words in their usual case, no comments. */
function normal(text: string): string {
  return text
    .replace(/"[^"]*"/g, ` ${COMMENT} `)
    .replace(/[\u2010-\u2015]/g, "-")
    .replace(/[A-Za-z]+/g, (word) => WORDS.get(word.toLowerCase()) ?? word)
    .replace(/\s+/g, " ")
    .replace(/ ?([,-]) ?/g, "$1");
}

/** Splits at `;`, at `||`, and at a comma that is followed by days where times or a modifier came before it. */
function* rulesIn(text: string): Generator<[HoursRule["joins"], string]> {
  let joins: HoursRule["joins"] = "replaces";
  for (const part of text.split(/(;|\|\|)/)) {
    if (part === ";") joins = "replaces";
    else if (part === "||") joins = "falls back";
    else {
      const [first = "", ...added] = splitAtCommas(part).filter((rule) => rule !== "");
      if (first !== "") yield [joins, first];
      for (const one of added) yield ["adds", one];
    }
  }
}

function splitAtCommas(text: string): string[] {
  const rules: string[][] = [];
  let isWhole = false;
  for (const piece of text.split(",").map((part) => part.trim())) {
    if (rules.length === 0 || (isWhole && piece.search(TIME_BEGINS) !== 0)) {
      rules.push([]);
      isWhole = false;
    }
    rules.at(-1)?.push(piece);
    isWhole ||= TIME_BEGINS.test(piece) || MODIFIER.test(piece) || piece.includes(COMMENT);
  }
  return rules.map((pieces) => pieces.join(",").trim());
}
