import { isoTime } from "./iso-time.ts";
import type { Observed } from "./measures.ts";
import type { RuleName } from "./rules.ts";
import type { CityWindow } from "./windows.ts";

/**
 * What a fold wants done to the tables. An effect is derived from the input alone, so doing it twice is
 * doing it once. Times are milliseconds since the epoch.
 */
export type Effect = OpenAlert | ResolveAlert | CloseWindow | ForgetStations;

/** Whoever meets another type among pending effects is older than the code that committed it. */
export const EFFECT_TYPES: readonly Effect["type"][] = ["open", "resolve", "window", "forget-stations"];

export interface OpenAlert {
  readonly type: "open";
  readonly alertId: string;
  /** Null for an alert about the feed. */
  readonly stationId: string | null;
  readonly rule: RuleName;
  readonly baseline: boolean;
  /** It began sometime in a gap before `startedAt`. */
  readonly afterGap: boolean;
  readonly startedAt: number;
  readonly openedAt: number;
  /** What was counted when it opened. */
  readonly observed: Observed;
  /** Why, where the rule and the counts do not say it. */
  readonly reason: string | null;
  /** Stations of the system that were empty after the same observation. */
  readonly emptyInSystem: number;
  readonly stationName: string | null;
  readonly address: string | null;
  /** The nearest stations that can help: with what the rule `helps` with. */
  readonly alternatives: readonly Alternative[];
  readonly ruleVersion: string;
  /** Set when the alert was resolved in the same commit: one write carries both ends. */
  readonly resolution: Resolution | null;
}

export interface Alternative extends Observed {
  readonly stationId: string;
  readonly name: string;
  readonly distanceMeters: number;
}

/** How an alert ended. */
export interface Resolution {
  readonly endedAt: number;
  readonly resolvedAt: number;
  readonly observed: Observed;
  /** Stations of the system that were empty after the observation that resolved it. */
  readonly emptyInSystem: number;
  /** Null for a condition that became false; `withdrawn` when the system or the rule is no longer watched. */
  readonly endReason: "withdrawn" | null;
  /** It ended sometime in a gap before `endedAt`. */
  readonly endUncertain: boolean;
  /** When the item may be deleted: the arrival of the resolving record plus the retention. */
  readonly expiresAt: number;
}

export interface ResolveAlert {
  readonly type: "resolve";
  readonly alertId: string;
  readonly stationId: string | null;
  readonly rule: RuleName;
  readonly baseline: boolean;
  readonly startedAt: number;
  readonly stationName: string | null;
  readonly address: string | null;
  readonly resolution: Resolution;
}

export interface CloseWindow {
  readonly type: "window";
  readonly window: CityWindow;
  readonly expiresAt: number;
}

/** The commit named a new list of station ids: the one before may go once nobody can still be reading it. */
export interface ForgetStations {
  readonly type: "forget-stations";
  readonly item: string;
  readonly expiresAt: number;
}

/** Unique in its system and derived from the input alone. */
export function alertIdOf(startedAt: number, stationId: string | null, rule: RuleName): string {
  return `${isoTime(startedAt)}/${stationId ?? ""}/${rule}`;
}

/** One write per alert and commit: an alert that opened and was resolved in it becomes one resolved put. */
export function coalesce(effects: readonly Effect[]): Effect[] {
  const opened = new Map<string, number>();
  const merged: Effect[] = [];
  for (const effect of effects) {
    if (effect.type === "open") opened.set(effect.alertId, merged.length);
    const position = effect.type === "resolve" ? opened.get(effect.alertId) : undefined;
    const open = position === undefined ? undefined : merged[position];
    if (effect.type === "resolve" && position !== undefined && open?.type === "open") {
      merged[position] = { ...open, resolution: effect.resolution };
    } else merged.push(effect);
  }
  return merged;
}
