import type { AlertsChanged, OpenedAlert, ResolvedAlert } from "../functions/core/announcement.ts";

/** How lines look: where times are, and with which colours. */
export interface LineStyle {
  /** IANA name of the system's time zone; UTC where nothing is known. */
  readonly timeZoneOf: (systemId: string) => string;
  readonly paint: { readonly opened: (text: string) => string; readonly resolved: (text: string) => string };
}

/** One calm line for each alert that a poll opened or resolved: first what is over, then what began. */
export function alertLines(change: AlertsChanged, style: LineStyle): string[] {
  const time = clockTime(change.at, style.timeZoneOf(change.systemId));
  const opened = change.opened.map((alert) =>
    style.paint.opened(oneLine(`${time}  ${openedLine(alert, change.systemId)}`)),
  );
  const resolved = change.resolved.map((alert) =>
    style.paint.resolved(oneLine(`${time}  ${resolvedLine(alert, change.systemId)}`)),
  );
  return [...resolved, ...opened];
}

/** Ids are data: one with a line end or an escape in it would write elsewhere on the terminal. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}

function openedLine(alert: OpenedAlert, systemId: string): string {
  const facts = [placeOf(alert, systemId), ...reasonOf(alert), ...cityOf(alert), ...nearestOf(alert)];
  return `${WORDS[alert.rule].opened.padEnd(WORD_WIDTH)}  ${facts.join(" · ")}`;
}

function resolvedLine(alert: ResolvedAlert, systemId: string): string {
  const ending = alert.endReason ?? `after ${duration(alert.durationSeconds)}`;
  const facts = [placeOf(alert, systemId), ending, ...cityOf(alert)];
  return `${WORDS[alert.rule].resolved.padEnd(WORD_WIDTH)}  ${facts.join(" · ")}`;
}

const WORDS = {
  empty: { opened: "empty", resolved: "no longer empty" },
  full: { opened: "full", resolved: "no longer full" },
  closed: { opened: "closed", resolved: "open again" },
} as const;

const WORD_WIDTH = "no longer empty".length;

function placeOf(alert: OpenedAlert | ResolvedAlert, systemId: string): string {
  const address = alert.address === null ? "" : `, ${alert.address}`;
  return `${alert.stationName}${address} (${systemId})`;
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

function clockTime(iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "medium" }).format(new Date(iso));
}
