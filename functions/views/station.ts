import { columnIndex, countsIn } from "../core/columns.ts";
import { conditionOf, sightOf } from "../core/conditions.ts";
import { CLOSED_BY_OPERATOR, DISCONNECTED, flagValue, INSTALLED, RENTING, RETURNING } from "../core/flags.ts";
import { isoOrNull, isoTime } from "../core/iso-time.ts";
import { isHolding, type RuleState, UNSEEN } from "../core/lifecycle.ts";
import type { Observed } from "../core/measures.ts";
import type { RosterIndex } from "../core/roster.ts";
import type { Rule } from "../core/rule.ts";
import type { RuleBook } from "../core/rules.ts";
import { type ClosedReason, closedReason } from "../core/service.ts";
import type { SystemState } from "../core/state.ts";
import { AT_ONCE, type Sight, STATION_RULES, type StationRuleName } from "../core/station-rules.ts";
import { seenAt } from "./age.ts";

/** A field per measure, named as in GBFS (`vehiclesAvailable`); an extra measure that no rule counts is absent. */
type ByMeasureAvailable = {
  readonly [Name in keyof Observed as `${Name}Available`]: Observed[Name];
};

/** A station as the newest snapshot shows it; null is unknown. Times are ISO 8601 in UTC. */
export interface StationReading extends ByMeasureAvailable {
  readonly systemId: string;
  readonly stationId: string;
  readonly name: string;
  readonly address: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly capacity: number | null;
  /** Whether the newest snapshot had the station. */
  readonly isPresent: boolean;
  readonly isInstalled: boolean | null;
  readonly isRenting: boolean | null;
  readonly isReturning: boolean | null;
  readonly isClosedByOperator: boolean;
  readonly isDisconnected: boolean;
  /** The rules whose condition holds. */
  readonly holding: readonly StationRuleName[];
  readonly isEmpty: boolean;
  readonly isFull: boolean;
  readonly isClosed: boolean;
  readonly closedReason: ClosedReason | null;
  /** The episodes that are pending, open or closing, at most one per rule. */
  readonly episodes: readonly EpisodeReading[];
  /** When the station was last seen as it is shown. */
  readonly observedAt: string | null;
}

export interface EpisodeReading {
  readonly rule: StationRuleName;
  readonly phase: "pending" | "open" | "closing";
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly baseline: boolean;
  /** The condition began at an unknown time in a gap before startedAt. */
  readonly afterGap: boolean;
  /** From startedAt to endedAt, or to the newest look at the station. */
  readonly lastedSeconds: number;
  /** It still holds at a count that would not begin it; null where the condition is no count, or the count unknown. */
  readonly isBetween: boolean | null;
  /** The count at which it ends; null where the condition is no count, or the rules are not known. */
  readonly clearAt: number | null;
}

/** Reads all stations. The rules tell when a count is enough again; they are null where they are not known. */
export function stationReadings(
  state: SystemState,
  roster: RosterIndex,
  rules: RuleBook | null,
): StationReading[] {
  const sight = sightOf(state.columns, state);
  return state.stationIds.map((_, column) => reading(state, sight, roster, rules, column));
}

/** Returns null for a station that the system never had. */
export function stationReading(
  state: SystemState,
  roster: RosterIndex,
  ruleBook: RuleBook | null,
  stationId: string,
): StationReading | null {
  const column = columnIndex(state.stationIds).get(stationId);
  return column === undefined
    ? null
    : reading(state, sightOf(state.columns, state), roster, ruleBook, column);
}

function reading(
  state: SystemState,
  sight: Sight,
  roster: RosterIndex,
  ruleBook: RuleBook | null,
  column: number,
): StationReading {
  const stationId = state.stationIds[column] ?? "";
  const station = roster.byId.get(stationId);
  const flags = state.columns.flags[column] ?? 0;
  const isPresent = state.columns.present[column] === true;
  const observed = countsIn(state.columns, column);
  const available = Object.entries(observed).map(([name, count]) => [`${name}Available`, count]);
  const rules = STATION_RULES.filter((rule) => holds(rule, state, sight, column));
  const holding = rules.map(({ name }) => name);
  const ownRules = ruleBook?.stations.get(stationId) ?? ruleBook?.rules;
  return {
    systemId: roster.roster.systemId,
    stationId,
    name: station?.name ?? stationId,
    address: station?.address ?? null,
    latitude: station?.latitude ?? null,
    longitude: station?.longitude ?? null,
    capacity: station?.capacity ?? null,
    isPresent,
    ...(Object.fromEntries(available) as ByMeasureAvailable),
    isInstalled: flagValue(flags, INSTALLED),
    isRenting: flagValue(flags, RENTING),
    isReturning: flagValue(flags, RETURNING),
    isClosedByOperator: (flags & CLOSED_BY_OPERATOR) !== 0,
    isDisconnected: (flags & DISCONNECTED) !== 0,
    holding,
    isEmpty: holding.includes("empty"),
    isFull: holding.includes("full"),
    isClosed: holding.includes("closed"),
    closedReason: isPresent ? closedReason(observed.vehicles, observed.docks, flags) : null,
    episodes: STATION_RULES.flatMap((row) => {
      const known = state.rules[row.name]?.[column] ?? UNSEEN;
      return episode(row, known, observed, ownRules?.[row.name] ?? null, state.observedAt ?? 0);
    }),
    observedAt: isoOrNull(seenAt(state)),
  };
}

/** Judges by the system's rule, or by the plain rule at zero where that is off. `isPresent` tells absent stations. */
function holds(
  rule: (typeof STATION_RULES)[number],
  state: SystemState,
  sight: Sight,
  column: number,
): boolean {
  if (rule.judgesAbsent) return false;
  const known = state.rules[rule.name]?.[column] ?? UNSEEN;
  if (isHolding(known)) return true;
  // While one alert about the system tells of all closed stations, a station is closed without an episode of its own.
  if (sight.isSystemClosed && rule.counts === null) {
    return conditionOf(rule, { ...sight, isSystemClosed: false })(AT_ONCE, column, false) === true;
  }
  if (known !== UNSEEN) return false;
  return rule.isPlain && conditionOf(rule, sight)(AT_ONCE, column, false) === true;
}

function episode(
  { name: rule, counts, builtIn }: (typeof STATION_RULES)[number],
  state: RuleState,
  observed: Observed,
  settings: Rule | null,
  lookAt: number,
): EpisodeReading[] {
  if (state.phase === "unseen" || state.phase === "inactive") return [];
  const { phase, startedAt, endedAt, baseline, afterGap } = state;
  const count = counts === null ? null : (observed[counts] ?? null);
  return [
    {
      rule,
      phase,
      startedAt: isoTime(startedAt),
      endedAt: isoOrNull(endedAt),
      baseline,
      afterGap,
      lastedSeconds: Math.max(0, Math.round(((endedAt ?? lookAt) - startedAt) / 1_000)),
      isBetween: count === null ? null : isHolding(state) && count > (settings ?? builtIn).atMost,
      clearAt: counts === null ? null : (settings?.clearAt ?? null),
    },
  ];
}
