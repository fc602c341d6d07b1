import { type ClosedReason, closedReason, conditionHolds } from "../core/conditions.ts";
import { CLOSED_BY_OPERATOR, DISCONNECTED, flagValue, INSTALLED, RENTING, RETURNING } from "../core/flags.ts";
import { isoTime } from "../core/iso-time.ts";
import { isHolding, type RuleState, UNSEEN } from "../core/lifecycle.ts";
import type { RosterIndex } from "../core/roster.ts";
import { PLAIN_RULES, STATION_RULES, type StationRuleName } from "../core/rules.ts";
import { columnIndex, type SystemState } from "../core/state.ts";

/** A station as the newest snapshot saw it; null is unknown. Times are ISO 8601 UTC. */
export interface StationReading {
  readonly systemId: string;
  readonly stationId: string;
  readonly name: string;
  readonly address: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly capacity: number | null;
  /** Was it in the newest snapshot? */
  readonly isPresent: boolean;
  readonly vehiclesAvailable: number | null;
  readonly docksAvailable: number | null;
  readonly isInstalled: boolean | null;
  readonly isRenting: boolean | null;
  readonly isReturning: boolean | null;
  readonly isClosedByOperator: boolean;
  readonly isDisconnected: boolean;
  readonly isEmpty: boolean;
  readonly isFull: boolean;
  readonly isClosed: boolean;
  readonly closedReason: ClosedReason | null;
  /** What is pending, open or closing. */
  readonly episodes: readonly EpisodeReading[];
  /** fetchedAt of that snapshot. */
  readonly observedAt: string | null;
}

export interface EpisodeReading {
  readonly rule: StationRuleName;
  readonly phase: "pending" | "open" | "closing";
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly baseline: boolean;
}

export function stationReadings(state: SystemState, roster: RosterIndex): StationReading[] {
  return state.stationIds.map((_, column) => reading(state, roster, column));
}

/** Null for a station that the system never had. */
export function stationReading(
  state: SystemState,
  roster: RosterIndex,
  stationId: string,
): StationReading | null {
  const column = columnIndex(state.stationIds).get(stationId);
  return column === undefined ? null : reading(state, roster, column);
}

function reading(state: SystemState, roster: RosterIndex, column: number): StationReading {
  const stationId = state.stationIds[column] ?? "";
  const station = roster.byId.get(stationId);
  const flags = state.columns.flags[column] ?? 0;
  const isPresent = state.columns.present[column] === true;
  const vehiclesAvailable = state.columns.vehicles[column] ?? null;
  const docksAvailable = state.columns.docks[column] ?? null;
  return {
    systemId: roster.roster.systemId,
    stationId,
    name: station?.name ?? stationId,
    address: station?.address ?? null,
    latitude: station?.latitude ?? null,
    longitude: station?.longitude ?? null,
    capacity: station?.capacity ?? null,
    isPresent,
    vehiclesAvailable,
    docksAvailable,
    isInstalled: flagValue(flags, INSTALLED),
    isRenting: flagValue(flags, RENTING),
    isReturning: flagValue(flags, RETURNING),
    isClosedByOperator: (flags & CLOSED_BY_OPERATOR) !== 0,
    isDisconnected: (flags & DISCONNECTED) !== 0,
    isEmpty: holds("empty", state, column),
    isFull: holds("full", state, column),
    isClosed: holds("closed", state, column),
    closedReason: isPresent ? closedReason(vehiclesAvailable, docksAvailable, flags) : null,
    episodes: STATION_RULES.flatMap((rule) => episode(rule, state.rules[rule][column] ?? UNSEEN)),
    observedAt: isoOrNull(state.snapshotAt ?? state.observedAt),
  };
}

/** By the system's rule; where that is switched off, at zero. */
function holds(rule: Exclude<StationRuleName, "missing">, state: SystemState, column: number): boolean {
  const known = state.rules[rule][column] ?? UNSEEN;
  if (known.phase !== "unseen") return isHolding(known);
  const { present, vehicles, docks, flags } = state.columns;
  const atZero = PLAIN_RULES.rules[rule];
  if (present[column] !== true || atZero === null) return false;
  const counts = [vehicles[column] ?? null, docks[column] ?? null] as const;
  return conditionHolds(rule, atZero, ...counts, flags[column] ?? 0, false) === true;
}

function episode(rule: StationRuleName, state: RuleState): EpisodeReading[] {
  if (state.phase === "unseen" || state.phase === "inactive") return [];
  const { phase, startedAt, endedAt, baseline } = state;
  return [
    {
      rule,
      phase,
      startedAt: isoTime(startedAt),
      endedAt: isoOrNull(endedAt),
      baseline,
    },
  ];
}

function isoOrNull(milliseconds: number | null): string | null {
  return milliseconds === null ? null : isoTime(milliseconds);
}
