import type { Alternative, Effect, OpenAlert, Resolution } from "./effects.ts";
import { isoTime } from "./iso-time.ts";
import type { Observed } from "./measures.ts";
import type { RuleName } from "./rules.ts";

/**
 * What one poll of one system changed: the detail of the event `Alerts Changed`, version 1. Times are ISO 8601
 * UTC with milliseconds; counts are null where unknown.
 */
export interface AlertsChanged {
  readonly version: 1;
  /** Unique on its bus and derived from the input alone, so a repeated event has the same id. */
  readonly id: string;
  readonly systemId: string;
  /** When the poll was fetched. */
  readonly at: string;
  readonly part: number;
  readonly parts: number;
  /** The same changes as one line for people; see summaryOf. */
  readonly summary: string;
  readonly opened: readonly OpenedAlert[];
  readonly resolved: readonly ResolvedAlert[];
}

interface ChangedAlert extends Observed {
  readonly alertId: string;
  readonly rule: RuleName;
  /** Null for an alert about the feed. */
  readonly stationId: string | null;
  readonly stationName: string | null;
  readonly address: string | null;
  readonly startedAt: string;
  readonly emptyInSystem: number;
}

export interface OpenedAlert extends ChangedAlert {
  readonly reason: string | null;
  /** True when the condition began at an unknown time in the gap before startedAt. */
  readonly afterGap: boolean;
  readonly alternatives: readonly Alternative[];
}

export interface ResolvedAlert extends ChangedAlert {
  readonly endedAt: string;
  readonly durationSeconds: number;
  readonly endReason: string | null;
  /** True when the condition ended at an unknown time in the gap before endedAt. */
  readonly endUncertain: boolean;
}

/** Bytes of alerts in one part: the bus takes 256 KB. One alert is a few kilobytes, since names and ids are limited. */
const PART_BYTES_MAX = 190_000;

type Told = { readonly opened: OpenedAlert } | { readonly resolved: ResolvedAlert };

/** Returns the announcements of a commit's effects, oldest poll first. Alerts that open as a baseline are left out. */
export function announcementsOf(systemId: string, effects: readonly Effect[]): AlertsChanged[] {
  const polls = new Map<number, Told[]>();
  const tell = (at: number, told: Told) => {
    const earlier = polls.get(at);
    if (earlier === undefined) polls.set(at, [told]);
    else earlier.push(told);
  };
  for (const effect of effects) {
    if (effect.type === "open" && !effect.baseline) tell(effect.openedAt, { opened: openedOf(effect) });
    if ((effect.type === "open" || effect.type === "resolve") && effect.resolution !== null) {
      tell(effect.resolution.resolvedAt, { resolved: resolvedOf(effect, effect.resolution) });
    }
  }
  const inOrder = [...polls].sort(([a], [b]) => a - b);
  return inOrder.flatMap(([at, told]) => partsOf(systemId, isoTime(at), told));
}

function partsOf(systemId: string, at: string, told: readonly Told[]): AlertsChanged[] {
  const groups = inGroups(told);
  return groups.map((own, index) => {
    const part = index + 1;
    const changes = {
      systemId,
      part,
      parts: groups.length,
      opened: own.flatMap((one) => ("opened" in one ? [one.opened] : [])),
      resolved: own.flatMap((one) => ("resolved" in one ? [one.resolved] : [])),
    };
    return { version: 1, id: `${systemId}/${at}/${part}`, at, summary: summaryOf(changes), ...changes };
  });
}

/** Splits the alerts, in order, into groups that each fit a part. */
function inGroups(told: readonly Told[]): Told[][] {
  const encoder = new TextEncoder();
  const groups: Told[][] = [];
  let bytes = 0;
  for (const one of told) {
    const ownBytes = encoder.encode(JSON.stringify(one)).length;
    const group = groups.at(-1);
    if (group === undefined || bytes + ownBytes > PART_BYTES_MAX) {
      groups.push([one]);
      bytes = ownBytes;
    } else {
      group.push(one);
      bytes += ownBytes;
    }
  }
  return groups;
}

function openedOf(effect: OpenAlert): OpenedAlert {
  return {
    ...subjectOf(effect),
    ...effect.observed,
    emptyInSystem: effect.emptyInSystem,
    reason: effect.reason,
    afterGap: effect.afterGap,
    alternatives: effect.alternatives,
  };
}

function resolvedOf(
  effect: Extract<Effect, { type: "open" | "resolve" }>,
  resolution: Resolution,
): ResolvedAlert {
  return {
    ...subjectOf(effect),
    ...resolution.observed,
    emptyInSystem: resolution.emptyInSystem,
    endedAt: isoTime(resolution.endedAt),
    durationSeconds: Math.round((resolution.endedAt - effect.startedAt) / 1_000),
    endReason: resolution.endReason,
    endUncertain: resolution.endUncertain,
  };
}

function subjectOf(
  effect: Extract<Effect, { type: "open" | "resolve" }>,
): Omit<ChangedAlert, keyof Observed | "emptyInSystem"> {
  return {
    alertId: effect.alertId,
    rule: effect.rule,
    stationId: effect.stationId,
    stationName: effect.stationName,
    address: effect.address,
    startedAt: isoTime(effect.startedAt),
  };
}

/** The summary names at most this many opened alerts and as many resolved ones; it counts the rest. */
const NAMED_MAX = 5;

type Changes = Pick<AlertsChanged, "systemId" | "part" | "parts" | "opened" | "resolved">;

/**
 * Returns a line for people: `lyon: 2 opened (empty Quayside Halt, full Swan Row), 1 resolved (empty Mill)`. Names are
 * sorted, so that the same changes give the same line.
 */
export function summaryOf({ systemId, part, parts, opened, resolved }: Changes): string {
  const counts = [
    ...(opened.length === 0 ? [] : [`${opened.length} opened ${named(opened)}`]),
    ...(resolved.length === 0 ? [] : [`${resolved.length} resolved ${named(resolved)}`]),
  ];
  const place = parts === 1 ? "" : `, part ${part} of ${parts}`;
  return `${systemId}: ${counts.join(", ")}${place}`;
}

function named(alerts: Changes["opened"] | Changes["resolved"]): string {
  const names = alerts.map(({ rule, stationName }) => (stationName ? `${rule} ${stationName}` : rule)).sort();
  const more = names.length > NAMED_MAX ? ` and ${names.length - NAMED_MAX} more` : "";
  return `(${names.slice(0, NAMED_MAX).join(", ")}${more})`;
}
