import type { FoldContext, Verdict } from "../../functions/core/context.ts";
import type { Effect, OpenAlert, ResolveAlert } from "../../functions/core/effects.ts";
import { packFlags, type ServiceFlags } from "../../functions/core/flags.ts";
import { fold } from "../../functions/core/fold.ts";
import {
  type Observation,
  type PollOutcome,
  type Readings,
  readingsOf,
  type Snapshot,
} from "../../functions/core/observation.ts";
import type { RosterStation } from "../../functions/core/roster.ts";
import type { Rule } from "../../functions/core/rule.ts";
import { byName, PLAIN_RULES, type RuleBook, type StationRules } from "../../functions/core/rules.ts";
import { NEW_SYSTEM, type SystemState } from "../../functions/core/state.ts";
import { STATION_RULES } from "../../functions/core/station-rules.ts";
import { ruleBookOf } from "../../functions/systems/rule-settings.ts";
import type { LineStyle } from "../../functions/words/alert-lines.ts";

export const T0 = Date.UTC(2026, 4, 4, 8, 0, 0);
export const SYSTEM = "hill";
export const MINUTE_MS = 60_000;

export const IN_SERVICE = packFlags({ isInstalled: true, isRenting: true, isReturning: true });
export const SHUT = packFlags({ isInstalled: true, isRenting: false, isReturning: false });

export function flagsWith(flags: Partial<ServiceFlags>): number {
  return packFlags({ isInstalled: null, isRenting: null, isReturning: null, ...flags });
}

/** One reading; `null` is a count that the feed does not report. */
export function reading(
  stationId: string,
  vehicles: number | null,
  docks: number | null = 5,
  flags: number = IN_SERVICE,
): Observation {
  return { stationId, vehicles, docks, flags };
}

/** Turns the readings back into one observation per station. */
export function observationsOf({ stationIds, ...columns }: Readings): Observation[] {
  return stationIds.map((stationId, index) => ({
    stationId,
    vehicles: columns.vehicles[index] ?? null,
    docks: columns.docks[index] ?? null,
    flags: columns.flags[index] ?? 0,
    ...(columns.ebikes === undefined ? {} : { ebikes: columns.ebikes[index] ?? null }),
  }));
}

export function snapshot(fetchedAt: number, ...observations: Observation[]): Snapshot {
  const stations = readingsOf(observations);
  return { type: "snapshot", systemId: SYSTEM, fetchedAt, publishedAt: null, ttlSeconds: 60, stations };
}

export function unchanged(fetchedAt: number, snapshotAt: number): PollOutcome {
  return { type: "unchanged", systemId: SYSTEM, fetchedAt, snapshotAt };
}

export function failed(fetchedAt: number): PollOutcome {
  return { type: "failed", systemId: SYSTEM, fetchedAt, reason: "it answered 503", httpStatus: 503 };
}

export function retired(fetchedAt: number): PollOutcome {
  return { type: "retired", systemId: SYSTEM, fetchedAt };
}

/** The plain rules with some parameters of `empty` changed and the other rules switched off. */
export function onlyEmpty(parameters: Partial<Rule> = {}): RuleBook {
  const empty: Rule = { atMost: 0, clearAt: 1, forMs: 0, keepForMs: 0, ...parameters };
  return ruleBook({ ...NO_RULES, empty });
}

/** Every station rule switched off. */
export const NO_RULES: StationRules = byName(STATION_RULES, () => null);

export function ruleBook(rules: StationRules, stations: [string, StationRules][] = []): RuleBook {
  return { ...PLAIN_RULES, version: "of a test", rules, stations: new Map(stations) };
}

/** The plain rules with the built-in guards and feed rules, overridden by `more`. */
export function guarded(more: Partial<RuleBook> = {}): RuleBook {
  return { ...ruleBookOf({ systems: [] }, SYSTEM, "guarded"), ...more };
}

export function contextOf(more: Partial<FoldContext> = {}): FoldContext {
  return {
    ruleBook: PLAIN_RULES,
    arrivedAt: T0,
    alertRetentionMs: 90 * 86_400_000,
    windowRetentionMs: 400 * 86_400_000,
    roster: null,
    ...more,
  };
}

export interface Run {
  readonly state: SystemState;
  readonly effects: Effect[];
  readonly verdicts: Verdict[];
}

/** Folds the polls in order; each record arrives when it was fetched. */
export function run(
  outcomes: readonly PollOutcome[],
  more: Partial<FoldContext> = {},
  from: SystemState = NEW_SYSTEM,
): Run {
  let state = from;
  const effects: Effect[] = [];
  const verdicts: Verdict[] = [];
  for (const outcome of outcomes) {
    const folded = fold(state, outcome, contextOf({ arrivedAt: outcome.fetchedAt, ...more }));
    state = folded.state;
    effects.push(...folded.effects);
    verdicts.push(folded.verdict);
  }
  return { state, effects, verdicts };
}

/** What happened to alerts, short enough to compare by eye: `open empty a 0 baseline`, in minutes after T0. */
export function told(effects: readonly Effect[]): string[] {
  return effects.flatMap((effect) => {
    if (effect.type === "open") {
      const onset = effect.baseline ? " baseline" : effect.afterGap ? " after a gap" : "";
      const started = effect.startedAt === effect.openedAt ? "" : ` since ${minutes(effect.startedAt)}`;
      return `open ${subjectOf(effect)} ${minutes(effect.openedAt)}${started}${onset}`;
    }
    if (effect.type !== "resolve") return [];
    const { endedAt, resolvedAt, endReason, endUncertain } = effect.resolution;
    const reason = `${endReason === null ? "" : ` ${endReason}`}${endUncertain ? " uncertain" : ""}`;
    const ended = endedAt === resolvedAt ? "" : ` ended ${minutes(endedAt)}`;
    return `resolve ${subjectOf(effect)} ${minutes(resolvedAt)}${ended}${reason}`;
  });
}

function subjectOf({ rule, stationId }: OpenAlert | ResolveAlert): string {
  return stationId === null ? rule : `${rule} ${stationId}`;
}

function minutes(at: number): number {
  return (at - T0) / MINUTE_MS;
}

/** The time this many minutes after T0. */
export function at(minutesAfter: number): number {
  return T0 + minutesAfter * MINUTE_MS;
}

export function anOpening(more: Partial<OpenAlert> = {}): OpenAlert {
  const stationId = more.stationId ?? "a";
  return {
    type: "open",
    alertId: `${new Date(T0).toISOString()}/${stationId}/empty`,
    stationId,
    rule: "empty",
    baseline: false,
    afterGap: false,
    startedAt: T0,
    openedAt: T0,
    observed: { vehicles: 0, docks: 7 },
    reason: null,
    emptyInSystem: 1,
    stationName: "Upper Gate",
    address: null,
    alternatives: [],
    ruleVersion: "0000abcd",
    resolution: null,
    ...more,
  };
}

export function aResolution(more: Partial<ResolveAlert["resolution"]> = {}): ResolveAlert["resolution"] {
  return {
    endedAt: at(4),
    resolvedAt: at(4),
    observed: { vehicles: 2, docks: 5 },
    emptyInSystem: 0,
    endReason: null,
    endUncertain: false,
    expiresAt: at(4) + 90 * 86_400_000,
    ...more,
  };
}

export function aResolving(more: Partial<ResolveAlert> = {}): ResolveAlert {
  const stationId = more.stationId ?? "a";
  return {
    type: "resolve",
    alertId: `${new Date(T0).toISOString()}/${stationId}/empty`,
    stationId,
    rule: "empty",
    baseline: false,
    startedAt: T0,
    stationName: "Upper Gate",
    address: null,
    resolution: aResolution(),
    ...more,
  };
}

/** Stations in a row to the north, 111 metres apart. */
export function placesInARow(...ids: string[]): RosterStation[] {
  return ids.map((stationId, index) => ({
    stationId,
    name: `Place ${stationId}`,
    address: null,
    latitude: 45 + index / 1_000,
    longitude: 4,
    capacity: null,
  }));
}

/** Whole lines in UTC, without date and colours. */
export const PLAIN_STYLE: LineStyle = {
  timeZoneOf: () => "UTC",
  withDate: false,
  columns: null,
  paint: { opened: String, resolved: String },
};
