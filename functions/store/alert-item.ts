import type { Alternative, OpenAlert, Resolution } from "../core/effects.ts";
import { isoTime } from "../core/iso-time.ts";
import { MEASURES, type Measure, type Observed } from "../core/measures.ts";
import { cutBytes } from "../words/text.ts";
import { timeToLiveOf } from "./times.ts";

type AlertEnd = "AtStart" | "AtEnd";

/** The counts at both ends of the alert: `vehiclesAtStart`, `docksAtEnd` and so on. */
type CountsOfAlert = { readonly [Name in `${Measure}${AlertEnd}`]?: number };

/** An alert as stored in the table, for people and programs alike. An absent attribute is unknown, or not yet set. */
export interface AlertItem extends CountsOfAlert {
  readonly systemId: string;
  readonly alertId: string;
  readonly rule: string;
  readonly status: "open" | "resolved";
  /** Absent on alerts about a whole system. */
  readonly stationId?: string;
  /** `systemId/stationId`: the partition key of the index byStation. */
  readonly stationKey?: string;
  readonly stationName?: string;
  readonly address?: string;
  readonly startedAt: string;
  readonly openedAt: string;
  readonly endedAt?: string;
  readonly resolvedAt?: string;
  /** From startedAt to endedAt. */
  readonly durationSeconds?: number;
  readonly baseline: boolean;
  /** True when the condition began at an unknown time in a gap before startedAt; otherwise absent. */
  readonly afterGap?: true;
  readonly reason?: string;
  readonly endReason?: string;
  /** True when the condition ended at an unknown time in a gap before endedAt; otherwise absent. */
  readonly endUncertain?: true;
  readonly emptyInSystem: number;
  readonly alternatives?: readonly Alternative[];
  readonly ruleVersion: string;
  /** The same as startedAt, present only while the alert is open: the sort key of the index open. */
  readonly openSince?: string;
  /** Seconds since the epoch; present once the alert is resolved. */
  readonly expiresAt?: number;
  /** People set these three (core/handling.ts); the detector never writes them. */
  readonly acknowledgedBy?: string;
  readonly acknowledgedAt?: string;
  readonly note?: string;
}

/** An item stays one write unit (1 KB): longer texts are cut, and the farthest alternatives are left out. */
const ITEM_BYTES_MAX = 1_000;
const TEXT_BYTES_MAX = 120;
const REASON_BYTES_MAX = 200;
const ALTERNATIVE_NAME_BYTES_MAX = 60;

export function alertItem(systemId: string, effect: OpenAlert): AlertItem {
  const startedAt = isoTime(effect.startedAt);
  const item = {
    systemId,
    alertId: effect.alertId,
    rule: effect.rule,
    status: "open" as const,
    ...stationAttributes(systemId, effect),
    ...(effect.address === null ? {} : { address: cutBytes(effect.address, TEXT_BYTES_MAX) }),
    startedAt,
    openedAt: isoTime(effect.openedAt),
    baseline: effect.baseline,
    ...(effect.afterGap ? { afterGap: true as const } : {}),
    ...countsAt("AtStart", effect.observed),
    ...(effect.reason === null ? {} : { reason: cutBytes(effect.reason, REASON_BYTES_MAX) }),
    emptyInSystem: effect.emptyInSystem,
    ruleVersion: effect.ruleVersion,
    ...(effect.resolution === null
      ? { openSince: startedAt }
      : resolutionAttributes(effect.startedAt, effect.resolution)),
  };
  const alternatives = effect.alternatives.map((alternative) => ({
    ...alternative,
    name: cutBytes(alternative.name, ALTERNATIVE_NAME_BYTES_MAX),
  }));
  while (alternatives.length > 0 && bytesOf({ ...item, alternatives }) > ITEM_BYTES_MAX) alternatives.pop();
  return alternatives.length === 0 ? item : { ...item, alternatives };
}

/** Returns the attributes that an alert's end adds to its item. */
export function resolutionAttributes(startedAt: number, resolution: Resolution) {
  return {
    status: "resolved" as const,
    endedAt: isoTime(resolution.endedAt),
    resolvedAt: isoTime(resolution.resolvedAt),
    durationSeconds: Math.round((resolution.endedAt - startedAt) / 1_000),
    ...countsAt("AtEnd", resolution.observed),
    ...(resolution.endReason === null ? {} : { endReason: resolution.endReason }),
    ...(resolution.endUncertain ? { endUncertain: true as const } : {}),
    expiresAt: timeToLiveOf(resolution.expiresAt),
  };
}

/** Returns no attributes for an alert about the feed: it has no station. */
function stationAttributes(systemId: string, { stationId, stationName }: OpenAlert) {
  if (stationId === null) return {};
  return {
    stationId,
    stationKey: stationKeyOf(systemId, stationId),
    stationName: cutBytes(stationName ?? stationId, TEXT_BYTES_MAX),
  };
}

/** Two systems may use the same station id, so the index's key carries both. */
export function stationKeyOf(systemId: string, stationId: string): string {
  return `${systemId}/${stationId}`;
}

function countsAt(end: AlertEnd, observed: Observed): CountsOfAlert {
  const known = MEASURES.filter(({ name }) => observed[name] != null);
  return Object.fromEntries(known.map(({ name }) => [`${name}${end}`, observed[name]]));
}

/** Returns the counts at one end of the alert. */
export function observedAtEnd(alert: AlertItem, end: AlertEnd): Observed {
  const counts = MEASURES.map(({ name }) => [name, alert[`${name}${end}`]]);
  return {
    vehicles: null,
    docks: null,
    ...Object.fromEntries(counts.filter(([, count]) => count !== undefined)),
  };
}

/** Estimates an item's size: JSON's quotes and braces take about what DynamoDB counts for types. */
function bytesOf(item: object): number {
  return Buffer.byteLength(JSON.stringify(item));
}
