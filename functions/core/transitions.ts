import { nearestAlternatives } from "./alternatives.ts";
import { alertIdOf, type Effect, type ResolveAlert } from "./effects.ts";
import type { FoldContext } from "./fold.ts";
import { type Episode, INACTIVE, isHolding, isOpen, type RuleState, step, UNSEEN } from "./lifecycle.ts";
import { closedReason, conditionHolds, type RuleBook, type RuleName, STATION_RULES } from "./rules.ts";
import type { SystemState } from "./state.ts";
import { resized } from "./windows.ts";

/** A station's alert was opened or resolved. */
interface Change {
  readonly column: number;
  readonly rule: RuleName;
  readonly before: RuleState;
  readonly after: RuleState;
}

type RuleColumns = Record<RuleName, RuleState[]>;

/** Every rule on every present station after the observation that the columns hold. */
export function stepRules(
  state: SystemState,
  at: number,
  context: FoldContext,
): { rules: RuleColumns; effects: Effect[] } {
  const changes: Change[] = [];
  const rules = {} as RuleColumns;
  for (const name of STATION_RULES) rules[name] = stepRule(name, state, at, context.ruleBook, changes);
  const after = { ...state, rules };
  const emptyInSystem = changes.length === 0 ? 0 : rules.empty.filter(isHolding).length;
  const effects = changes.map((change) => effectOf(change, after, at, emptyInSystem, context));
  return { rules, effects };
}

/** Resolves every open alert of the system as withdrawn. */
export function withdrawAll(state: SystemState, at: number, context: FoldContext): Effect[] {
  const effects: Effect[] = [];
  for (const rule of STATION_RULES) {
    for (const [column, before] of state.rules[rule].entries()) {
      if (isOpen(before))
        effects.push(resolve({ column, rule, before, after: UNSEEN }, before, state, at, 0, context));
    }
  }
  return effects;
}

function stepRule(
  name: RuleName,
  state: SystemState,
  at: number,
  ruleBook: RuleBook,
  changes: Change[],
): RuleState[] {
  const { present, vehicles, docks, flags } = state.columns;
  const counts = name === "empty" ? vehicles : name === "full" ? docks : null;
  const states = resized<RuleState>(state.rules[name], state.stationIds.length, UNSEEN);
  const general = ruleBook.rules[name];
  const sameForAll = ruleBook.stations.size === 0;
  for (let column = 0; column < states.length; column++) {
    const before = states[column] ?? UNSEEN;
    const own = sameForAll ? undefined : ruleBook.stations.get(state.stationIds[column] ?? "");
    const rule = own === undefined ? general : own[name];
    // Nearly every station has enough of what is counted: whatever else is true of it, it stays inactive.
    if (before === INACTIVE && rule !== null && (counts?.[column] ?? 0) > rule.atMost) continue;
    // A rule that is switched off forgets, also of stations that are absent: its open alerts are withdrawn, and
    // it starts from a baseline again.
    let after: RuleState = UNSEEN;
    if (rule !== null) {
      if (present[column] !== true) continue;
      const vehicleCount = vehicles[column] ?? null;
      const dockCount = docks[column] ?? null;
      const bits = flags[column] ?? 0;
      const holds = conditionHolds(name, rule, vehicleCount, dockCount, bits, isHolding(before));
      if (holds === null) continue;
      after = step(before, holds, at, rule);
    }
    if (after === before) continue;
    states[column] = after;
    if (isOpen(after) !== isOpen(before)) changes.push({ column, rule: name, before, after });
  }
  return states;
}

function effectOf(
  change: Change,
  state: SystemState,
  at: number,
  emptyInSystem: number,
  context: FoldContext,
): Effect {
  const { column, rule, before, after } = change;
  if (isOpen(before)) return resolve(change, before, state, at, emptyInSystem, context);
  const stationId = stationIdAt(state, column);
  const station = context.roster?.byId.get(stationId);
  const observed = observedAt(state, column);
  const startedAt = isOpen(after) ? after.startedAt : at;
  return {
    type: "open",
    alertId: alertIdOf(startedAt, stationId, rule),
    stationId,
    rule,
    baseline: isOpen(after) && after.baseline,
    startedAt,
    openedAt: at,
    observed,
    reason:
      rule === "closed"
        ? closedReason(observed.vehicles, observed.docks, state.columns.flags[column] ?? 0)
        : null,
    emptyInSystem,
    stationName: station?.name ?? stationId,
    address: station?.address ?? null,
    alternatives: context.roster === null ? [] : nearestAlternatives(stationId, rule, state, context.roster),
    ruleVersion: context.ruleBook.version,
    resolution: null,
  };
}

function resolve(
  change: Change,
  episode: Episode,
  state: SystemState,
  at: number,
  emptyInSystem: number,
  context: FoldContext,
): ResolveAlert {
  const stationId = stationIdAt(state, change.column);
  const station = context.roster?.byId.get(stationId);
  const withdrawn = change.after.phase === "unseen";
  return {
    type: "resolve",
    alertId: alertIdOf(episode.startedAt, stationId, change.rule),
    stationId,
    rule: change.rule,
    baseline: episode.baseline,
    startedAt: episode.startedAt,
    stationName: station?.name ?? stationId,
    address: station?.address ?? null,
    resolution: {
      endedAt: episode.endedAt ?? at,
      resolvedAt: at,
      observed: observedAt(state, change.column),
      emptyInSystem,
      endReason: withdrawn ? "withdrawn" : null,
      expiresAt: context.arrivedAt + context.alertRetentionMs,
    },
  };
}

function observedAt(state: SystemState, column: number) {
  return {
    vehicles: state.columns.vehicles[column] ?? null,
    docks: state.columns.docks[column] ?? null,
  };
}

function stationIdAt(state: SystemState, column: number): string {
  return state.stationIds[column] ?? "";
}
