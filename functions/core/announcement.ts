import type { Alternative, Effect, Observed, OpenAlert, Resolution } from "./effects.ts";
import type { RuleName } from "./rules.ts";

/**
 * What one poll of one system changed: the detail of the event `Alerts Changed`, version 1. Times are ISO 8601
 * UTC with milliseconds; counts are null where unknown.
 */
export interface AlertsChanged {
  readonly version: 1;
  /** Unique in its bus and derived from the input alone: repeats have the same id. */
  readonly id: string;
  readonly systemId: string;
  /** When the poll was fetched. */
  readonly at: string;
  readonly part: number;
  readonly parts: number;
  readonly opened: readonly OpenedAlert[];
  readonly resolved: readonly ResolvedAlert[];
}

interface ChangedAlert extends Observed {
  readonly alertId: string;
  readonly rule: RuleName;
  readonly stationId: string;
  readonly stationName: string;
  readonly address: string | null;
  readonly startedAt: string;
  readonly emptyInSystem: number;
}

export interface OpenedAlert extends ChangedAlert {
  readonly reason: string | null;
  readonly alternatives: readonly Alternative[];
}

export interface ResolvedAlert extends ChangedAlert {
  readonly endedAt: string;
  readonly durationSeconds: number;
  readonly endReason: string | null;
}

/** So many alerts of one kilobyte stay well under the bus's 256 KB. */
const ALERTS_PER_PART = 150;

type Told = { readonly opened: OpenedAlert } | { readonly resolved: ResolvedAlert };

/** The announcements of a commit's effects, oldest poll first. Baselines open silently. */
export function announcementsOf(systemId: string, effects: readonly Effect[]): AlertsChanged[] {
  const polls = new Map<number, Told[]>();
  const tell = (at: number, told: Told) => polls.set(at, [...(polls.get(at) ?? []), told]);
  for (const effect of effects) {
    if (effect.type === "open" && !effect.baseline) tell(effect.openedAt, { opened: openedOf(effect) });
    if ((effect.type === "open" || effect.type === "resolve") && effect.resolution !== null) {
      tell(effect.resolution.resolvedAt, { resolved: resolvedOf(effect, effect.resolution) });
    }
  }
  const inOrder = [...polls].sort(([a], [b]) => a - b);
  return inOrder.flatMap(([at, told]) => partsOf(systemId, new Date(at).toISOString(), told));
}

function partsOf(systemId: string, at: string, told: readonly Told[]): AlertsChanged[] {
  const parts = Math.ceil(told.length / ALERTS_PER_PART);
  return Array.from({ length: parts }, (_, index) => {
    const own = told.slice(index * ALERTS_PER_PART, (index + 1) * ALERTS_PER_PART);
    return {
      version: 1,
      id: `${systemId}/${at}/${index + 1}`,
      systemId,
      at,
      part: index + 1,
      parts,
      opened: own.flatMap((one) => ("opened" in one ? [one.opened] : [])),
      resolved: own.flatMap((one) => ("resolved" in one ? [one.resolved] : [])),
    };
  });
}

function openedOf(effect: OpenAlert): OpenedAlert {
  return {
    ...subjectOf(effect),
    ...effect.observed,
    reason: effect.reason,
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
    endedAt: new Date(resolution.endedAt).toISOString(),
    durationSeconds: Math.round((resolution.endedAt - effect.startedAt) / 1_000),
    endReason: resolution.endReason,
  };
}

function subjectOf(
  effect: Extract<Effect, { type: "open" | "resolve" }>,
): Omit<ChangedAlert, keyof Observed> {
  return {
    alertId: effect.alertId,
    rule: effect.rule,
    stationId: effect.stationId,
    stationName: effect.stationName,
    address: effect.address,
    startedAt: new Date(effect.startedAt).toISOString(),
    emptyInSystem: effect.emptyInSystem,
  };
}
