import type { AlertsChanged, OpenedAlert, ResolvedAlert } from "../functions/core/announcement.ts";
import { wordsOf } from "../functions/core/rules.ts";

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
export function alertLines(change: AlertsChanged, style: LineStyle): string[] {
  const start = (word: string) => `${timeOf(change, style)}  ${word.padEnd(WORD_WIDTH)}  `;
  const resolved = change.resolved.filter(({ endUncertain }) => !endUncertain);
  const opened = change.opened.filter(({ afterGap }) => !afterGap);
  const inGap = factsOfGap(change);
  return [
    ...(inGap.length === 0 ? [] : [fitted(start("after a gap"), [change.systemId, ...inGap], style.columns)]),
    ...resolved.map((alert) => {
      const facts = [...placeOf(alert, change.systemId), endingOf(alert), ...cityOf(alert)];
      return style.paint.resolved(fitted(start(wordsOf(alert.rule).resolved), facts, style.columns));
    }),
    ...opened.map((alert) => {
      const facts = [
        ...placeOf(alert, change.systemId),
        ...reasonOf(alert),
        ...cityOf(alert),
        ...nearestOf(alert),
      ];
      return style.paint.opened(fitted(start(wordsOf(alert.rule).opened), facts, style.columns));
    }),
  ];
}

/** `12 no longer empty`, `3 full` */
function factsOfGap({ opened, resolved }: AlertsChanged): string[] {
  const words = [
    ...resolved.filter(({ endUncertain }) => endUncertain).map(({ rule }) => wordsOf(rule).resolved),
    ...opened.filter(({ afterGap }) => afterGap).map(({ rule }) => wordsOf(rule).opened),
  ];
  return [...new Set(words)].map((word) => `${words.filter((one) => one === word).length} ${word}`);
}

/** The facts that fit, the first in any case. */
function fitted(start: string, facts: readonly string[], columns: number | null): string {
  let line = start;
  for (const [index, fact] of facts.entries()) {
    const longer = oneLine(index === 0 ? `${line}${fact}` : `${line} · ${fact}`);
    if (index > 0 && columns !== null && longer.length > columns) continue;
    line = longer;
  }
  return columns === null || line.length <= columns ? line : `${line.slice(0, columns - 1)}…`;
}

/** Ids are data: one with a line end or an escape in it would write elsewhere on the terminal. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}

function endingOf(alert: ResolvedAlert): string {
  return alert.endReason ?? `after ${duration(alert.durationSeconds)}`;
}

const WORD_WIDTH = "no longer empty".length;

function placeOf(alert: OpenedAlert | ResolvedAlert, systemId: string): string[] {
  if (alert.stationId === null) return [systemId];
  const name = `${alert.stationName} (${systemId})`;
  return alert.address === null ? [name] : [name, alert.address];
}

function reasonOf(alert: OpenedAlert): string[] {
  return alert.reason === null ? [] : [alert.reason];
}

function cityOf(alert: OpenedAlert | ResolvedAlert): string[] {
  return alert.rule === "empty" ? [`${alert.emptyInSystem} empty in the city`] : [];
}

function nearestOf(alert: OpenedAlert): string[] {
  const [nearest] = alert.alternatives;
  if (nearest === undefined) return [];
  const has = alert.rule === "full" ? counted(nearest.docks, "dock") : counted(nearest.vehicles, "bike");
  return [`${has} at ${nearest.name}, ${nearest.distanceMeters} m`];
}

/** `1 bike`, `2 bikes`, `? bikes` where it is not known. */
export function counted(value: number | null | undefined, word: string): string {
  return `${value ?? "?"} ${word}${value === 1 ? "" : "s"}`;
}

/** `45 s`, `12 min`, `2 h 5 min`, `3 d 4 h`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `07:12:22`, or `2026-05-04 07:12:22`. */
function timeOf({ at, systemId }: AlertsChanged, { timeZoneOf, withDate }: LineStyle): string {
  const dateStyle = withDate ? { dateStyle: "short" as const } : {};
  // Swedish writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: timeZoneOf(systemId),
    timeStyle: "medium",
    ...dateStyle,
  });
  return format.format(new Date(at));
}
