import type { AlertsChanged, OpenedAlert, ResolvedAlert } from "../core/announcement.ts";
import type { Alternative } from "../core/effects.ts";
import { wordsOfMeasure } from "../core/measures.ts";
import { RULE_NAMES, wordsOf } from "../core/rules.ts";
import { STATION_RULES, type StationRule } from "../core/station-rules.ts";
import { counted, duration } from "./amounts.ts";
import { printable } from "./text.ts";
import { wallTime } from "./times.ts";
import { cutAtWord, widthOf } from "./width.ts";

const WORD_WIDTH = Math.max(
  ...RULE_NAMES.map(wordsOf).flatMap(({ opened, resolved }) => [opened.length, resolved.length]),
);

/** Returns what a nearby station offers while this rule's alert is open: its count of docks, bikes or e-bikes. */
export function helpOf(rule: string, nearby: Alternative): { count: number | null; noun: string } {
  const helps = stationRule(rule)?.helps ?? "vehicles";
  return { count: nearby[helps] ?? null, noun: wordsOfMeasure(helps).noun };
}

/** Returns such as `3 bikes`: what a nearby station offers while this rule's alert is open. */
export function helpWords(rule: string, nearby: Alternative): string {
  const { count, noun } = helpOf(rule, nearby);
  return counted(count, noun);
}

/** Undefined for a rule about a feed, and for one of newer code. */
function stationRule(rule: string): StationRule | undefined {
  return STATION_RULES.find(({ name }) => name === rule);
}

/**
 * What a line of a narrow terminal may do without, the most useful first. The name of the place and what has become of
 * it stay.
 */
const DISPENSABLE = ["nearest", "place", "distance", "count", "system", "city", "address"] as const;
/** Ends with a part of a nearby place's name, which is worth more than what else would fit. */
const PLACE_CUT = / · \d+ [^·]+ at [^·]+…$/u;
/** From this width on, words stand in a column. */
const WIDE_COLUMNS = 100;
type Dispensable = (typeof DISPENSABLE)[number];
type Without = ReadonlySet<Dispensable>;

/** How lines look: time zone, date, width and colours. */
export interface LineStyle {
  /** Returns the IANA name of the system's time zone; UTC where it is unknown. */
  readonly timeZoneOf: (systemId: string) => string;
  /** Whether lines have a date: a recording may be of any day, a live poll is of today. */
  readonly withDate: boolean;
  /** The terminal's width in characters; null for a pipe, where lines are never cut. */
  readonly columns: number | null;
  readonly paint: { readonly opened: (text: string) => string; readonly resolved: (text: string) => string };
}

/**
 * Returns one line for each alert that a poll opened or resolved, the resolved ones first. Changes in a gap, whose
 * times are unknown, share one line.
 */
export function alertLines(
  change: AlertsChanged,
  { timeZoneOf, withDate, columns, paint }: LineStyle,
): string[] {
  const { systemId, at } = change;
  const time = wallTime(Date.parse(at), timeZoneOf(systemId), withDate);
  // Narrower ones have no room for a column of their own.
  const isWide = columns === null || columns >= WIDE_COLUMNS;
  const line = (word: string, factsOf: (without: Without) => readonly string[]) =>
    fitted((without) => {
      return printable(
        `${time}  ${isWide ? word.padEnd(WORD_WIDTH) : word}  ${factsOf(without).join(" · ")}`,
      );
    }, columns);
  const resolved = change.resolved.filter(({ endUncertain }) => !endUncertain);
  const opened = change.opened.filter(({ afterGap }) => !afterGap);
  const inGap = factsOfGap(change);
  return [
    ...(inGap.length === 0 ? [] : [line("after a gap", () => [systemId, ...inGap])]),
    ...resolved.map((alert) =>
      paint.resolved(line(wordsOf(alert.rule).resolved, factsOfEnd(alert, systemId))),
    ),
    ...opened.map((alert) =>
      paint.opened(line(wordsOf(alert.rule).opened, factsOfBeginning(alert, systemId))),
    ),
  ];
}

const factsOfEnd = (alert: ResolvedAlert, systemId: string) => (without: Without) => [
  ...placeOf(alert, systemId, without),
  endingOf(alert),
  ...(without.has("city") ? [] : cityOf(alert)),
];

const factsOfBeginning = (alert: OpenedAlert, systemId: string) => (without: Without) => [
  ...placeOf(alert, systemId, without),
  ...(alert.reason === null ? [] : [alert.reason]),
  ...(without.has("count") ? [] : countOf(alert)),
  ...(without.has("city") ? [] : cityOf(alert)),
  ...(without.has("nearest") ? [] : nearestOf(alert, without)),
];

/** Returns facts such as `12 no longer empty` and `3 full`. */
function factsOfGap({ opened, resolved }: AlertsChanged): string[] {
  const words = [
    ...resolved.filter(({ endUncertain }) => endUncertain).map(({ rule }) => wordsOf(rule).resolved),
    ...opened.filter(({ afterGap }) => afterGap).map(({ rule }) => wordsOf(rule).opened),
  ];
  return [...new Set(words)].map((word) => `${words.filter((one) => one === word).length} ${word}`);
}

/** Returns the line with all that fits, tried in the order of its worth; what is left after that is cut. */
function fitted(lineWithout: (without: Without) => string, columns: number | null): string {
  if (columns === null) return lineWithout(new Set());
  const without = new Set<Dispensable>(DISPENSABLE);
  const named = lineWithout(new Set(DISPENSABLE.slice(2)));
  const nearest = cutAtWord(named, columns);
  if (PLACE_CUT.test(nearest)) return nearest;
  // A short name takes less room than the distance that would stand in its place.
  if (widthOf(named) <= columns) without.delete("place");
  for (const one of DISPENSABLE) {
    without.delete(one);
    if (widthOf(lineWithout(without)) > columns) without.add(one);
  }
  return cutAtWord(lineWithout(without), columns);
}

function endingOf(alert: ResolvedAlert): string {
  return alert.endReason ?? `after ${duration(alert.durationSeconds)}`;
}

function placeOf(alert: OpenedAlert | ResolvedAlert, systemId: string, without: Without): string[] {
  if (alert.stationId === null) return [systemId];
  const name = without.has("system") ? `${alert.stationName}` : `${alert.stationName} (${systemId})`;
  return alert.address === null || without.has("address") ? [name] : [name, alert.address];
}

/** Returns a count such as `1 e-bike`; nothing where the rule's word implies it, such as an empty station's 0 bikes. */
function countOf(alert: OpenedAlert): string[] {
  const row = stationRule(alert.rule);
  if (row?.counts == null) return [];
  const count = alert[row.counts] ?? null;
  const isSaid = count === null || (count === 0 && row.builtIn.atMost === 0);
  return isSaid ? [] : [counted(count, wordsOfMeasure(row.counts).noun)];
}

function cityOf({ rule, emptyInSystem }: OpenedAlert | ResolvedAlert): string[] {
  const { inSystem } = wordsOf(rule);
  return inSystem === undefined ? [] : [`${emptyInSystem} ${inSystem}`];
}

function nearestOf({ rule, alternatives: [nearest] }: OpenedAlert, without: Without): string[] {
  if (nearest === undefined) return [];
  const help = helpWords(rule, nearest);
  const distance = `, ${nearest.distanceMeters} m`;
  if (without.has("place")) return [`${help}${distance}`];
  return [`${help} at ${nearest.name}${without.has("distance") ? "" : distance}`];
}
