import type { AlertsChanged, OpenedAlert, ResolvedAlert } from "../core/announcement.ts";
import type { Alternative } from "../core/effects.ts";
import type { RuleName } from "../core/rules.ts";
import { counted, duration } from "./amounts.ts";
import { cut, printable } from "./text.ts";
import { wallTime } from "./times.ts";

/** What a rule's alerts are called. */
interface RuleWords {
  readonly opened: string;
  readonly resolved: string;
  /** What people look for at a station nearby; a bike where it is absent. */
  readonly helps?: "dock";
  /** Alerts say how many stations of the city are like that too. */
  readonly inCity?: true;
}

const RULE_WORDS: Readonly<Record<RuleName, RuleWords>> = {
  empty: { opened: "empty", resolved: "no longer empty", inCity: true },
  full: { opened: "full", resolved: "no longer full", helps: "dock" },
  closed: { opened: "closed", resolved: "open again" },
  missing: { opened: "missing", resolved: "back in feed" },
  "feed-down": { opened: "feed down", resolved: "feed up again" },
  "feed-frozen": { opened: "feed frozen", resolved: "feed moves" },
  "feed-shrunk": { opened: "feed shrunk", resolved: "feed complete" },
  "feed-flapping": { opened: "feed flapping", resolved: "feed is steady" },
};

const WORD_WIDTH = "no longer empty".length;

/** What a station nearby has that helps where this rule's alert is open: its free docks, or its bikes. */
export function helpOf(
  rule: string,
  { vehicles, docks }: Alternative,
): { count: number | null; what: string } {
  const isDock = Object.hasOwn(RULE_WORDS, rule) && RULE_WORDS[rule as RuleName].helps === "dock";
  return isDock ? { count: docks, what: "dock" } : { count: vehicles, what: "bike" };
}

/** How lines look: where times are, and with which colours. */
export interface LineStyle {
  /** IANA name of the system's time zone; UTC where nothing is known. */
  readonly timeZoneOf: (systemId: string) => string;
  /** A recording may be of any day; what happens now is of today. */
  readonly withDate: boolean;
  /** Of the terminal; null for a pipe, where nothing is left out. */
  readonly columns: number | null;
  readonly paint: { readonly opened: (text: string) => string; readonly resolved: (text: string) => string };
}

/**
 * One calm line for each alert that a poll opened or resolved: first what is over, then what began. What happened
 * in a gap, at times that nobody knows, is one line together.
 */
export function alertLines(
  change: AlertsChanged,
  { timeZoneOf, withDate, columns, paint }: LineStyle,
): string[] {
  const { systemId, at } = change;
  const time = wallTime(Date.parse(at), timeZoneOf(systemId), withDate);
  const line = (word: string, facts: readonly string[]) =>
    fitted(`${time}  ${word.padEnd(WORD_WIDTH)}  `, facts, columns);
  const resolved = change.resolved.filter(({ endUncertain }) => !endUncertain);
  const opened = change.opened.filter(({ afterGap }) => !afterGap);
  const inGap = factsOfGap(change);
  return [
    ...(inGap.length === 0 ? [] : [line("after a gap", [systemId, ...inGap])]),
    ...resolved.map((alert) => {
      const facts = [...placeOf(alert, systemId), endingOf(alert), ...cityOf(alert)];
      return paint.resolved(line(RULE_WORDS[alert.rule].resolved, facts));
    }),
    ...opened.map((alert) => {
      const reason = alert.reason === null ? [] : [alert.reason];
      const facts = [...placeOf(alert, systemId), ...reason, ...cityOf(alert), ...nearestOf(alert)];
      return paint.opened(line(RULE_WORDS[alert.rule].opened, facts));
    }),
  ];
}

/** `12 no longer empty`, `3 full` */
function factsOfGap({ opened, resolved }: AlertsChanged): string[] {
  const words = [
    ...resolved.filter(({ endUncertain }) => endUncertain).map(({ rule }) => RULE_WORDS[rule].resolved),
    ...opened.filter(({ afterGap }) => afterGap).map(({ rule }) => RULE_WORDS[rule].opened),
  ];
  return [...new Set(words)].map((word) => `${words.filter((one) => one === word).length} ${word}`);
}

/** The facts that fit, the first in any case. */
function fitted(start: string, facts: readonly string[], columns: number | null): string {
  let line = start;
  for (const [index, fact] of facts.entries()) {
    const longer = printable(index === 0 ? `${line}${fact}` : `${line} · ${fact}`);
    if (index > 0 && columns !== null && longer.length > columns) continue;
    line = longer;
  }
  return columns === null ? line : cut(line, columns);
}

function endingOf(alert: ResolvedAlert): string {
  return alert.endReason ?? `after ${duration(alert.durationSeconds)}`;
}

function placeOf(alert: OpenedAlert | ResolvedAlert, systemId: string): string[] {
  if (alert.stationId === null) return [systemId];
  const name = `${alert.stationName} (${systemId})`;
  return alert.address === null ? [name] : [name, alert.address];
}

function cityOf({ rule, emptyInSystem }: OpenedAlert | ResolvedAlert): string[] {
  return RULE_WORDS[rule].inCity === true ? [`${emptyInSystem} empty in the city`] : [];
}

function nearestOf({ rule, alternatives: [nearest] }: OpenedAlert): string[] {
  if (nearest === undefined) return [];
  const { count, what } = helpOf(rule, nearest);
  return [`${counted(count, what)} at ${nearest.name}, ${nearest.distanceMeters} m`];
}
