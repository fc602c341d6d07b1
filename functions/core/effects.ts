import { isoTime } from "./iso-time.ts";
import type { Observed } from "./measures.ts";
import type { RuleName } from "./rules.ts";
import type { CityWindow } from "./windows.ts";

/**
 * What a fold wants written to the tables. An effect is derived from the input alone, so repeating it changes nothing.
 * Times are milliseconds since the epoch.
 */
export type Effect = OpenAlert | ResolveAlert | CloseWindow | ForgetStations;

/** The types that this code knows; newer code committed a pending effect of any other type. */
export const EFFECT_TYPES: readonly Effect["type"][] = ["open", "resolve", "window", "forget-stations"];

export interface OpenAlert {
  readonly type: "open";
  readonly alertId: string;
  /** Null for an alert about the feed. */
  readonly stationId: string | null;
  readonly rule: RuleName;
  readonly baseline: boolean;
  /** True when the condition began at an unknown time in the gap before `startedAt`. */
  readonly afterGap: boolean;
  readonly startedAt: number;
  readonly openedAt: number;
  /** The station's counts when the alert opened. */
  readonly observed: Observed;
  /** Why the alert opened; null where the rule and the counts say it already. */
  readonly reason: string | null;
  /** How many stations of the system were empty after the same observation. */
  readonly emptyInSystem: number;
  readonly stationName: string | null;
  readonly address: string | null;
  /** The nearest stations that have what the rule's row names in `helps`. */
  readonly alternatives: readonly Alternative[];
  readonly ruleVersion: string;
  /** Set when the same commit also resolved the alert, so that one write carries both ends. */
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
  /** How many stations of the system were empty after the observation that resolved the alert. */
  readonly emptyInSystem: number;
  /** Null when the condition became false; `withdrawn` when the system, station or rule is no longer watched. */
  readonly endReason: "withdrawn" | null;
  /** True when the condition ended at an unknown time in the gap before `endedAt`. */
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

/** The commit names another list of station ids, or overflow; an item of the old one may go once no reader needs it. */
export interface ForgetStations {
  readonly type: "forget-stations";
  readonly item: string;
  readonly expiresAt: number;
}

/** Returns an id that is unique in its system and derived from the input alone. */
export function alertIdOf(startedAt: number, stationId: string | null, rule: RuleName): string {
  return `${isoTime(startedAt)}/${stationId ?? ""}/${rule}`;
}

/** Merges effects so that each alert gets one write: one that opens and is resolved in the commit becomes one put. */
export function coalesce(effects: readonly Effect[]): Effect[] {
  const opened = new Map<string, { readonly position: number; readonly alert: OpenAlert }>();
  const merged: Effect[] = [];
  for (const effect of effects) {
    const known = effect.type === "resolve" ? opened.get(effect.alertId) : undefined;
    if (effect.type === "resolve" && known !== undefined) {
      merged[known.position] = { ...known.alert, resolution: effect.resolution };
      continue;
    }
    if (effect.type === "open") opened.set(effect.alertId, { position: merged.length, alert: effect });
    merged.push(effect);
  }
  return merged;
}
