import { type Change, effectsOf } from "./alerts.ts";
import { conditionHolds } from "./conditions.ts";
import type { FoldContext } from "./context.ts";
import type { Effect } from "./effects.ts";
import { INACTIVE, isHolding, isOpen, type Moment, type RuleState, step, UNSEEN } from "./lifecycle.ts";
import { FEED_RULES, type RuleBook, STATION_RULES, type StationRuleName } from "./rules.ts";
import type { SystemState } from "./state.ts";

type RuleColumns = Record<StationRuleName, RuleState[]>;

interface Stepped {
  readonly rules: RuleColumns;
  readonly effects: Effect[];
}

/** Every rule on every station that the columns show; `returned` are the columns that nobody had seen for long. */
export function stepRules(
  state: SystemState,
  moment: Moment,
  returned: ReadonlySet<number>,
  context: FoldContext,
): Stepped {
  const changes: Change[] = [];
  const rules = {} as RuleColumns;
  for (const name of STATION_RULES) {
    rules[name] = stepRule(name, state, moment, returned, context.ruleBook, changes);
  }
  return { rules, effects: effectsOf(changes, { ...state, rules }, moment, context) };
}

/** Resolves every open alert of these stations as withdrawn, and forgets what the rules knew of them. */
export function withdrawStations(
  state: SystemState,
  columns: readonly number[],
  moment: Moment,
  context: FoldContext,
): Stepped {
  const changes: Change[] = [];
  const rules = {} as RuleColumns;
  for (const rule of STATION_RULES) {
    rules[rule] = state.rules[rule].slice();
    for (const column of columns) {
      const before = rules[rule][column] ?? UNSEEN;
      rules[rule][column] = UNSEEN;
      if (isOpen(before)) changes.push({ rule, column, before, after: UNSEEN });
    }
  }
  return { rules, effects: effectsOf(changes, { ...state, rules }, moment, context) };
}

/**
 * Resolves every open alert of a system that has left as withdrawn. Nobody looks any more, so each ends with the newest
 * poll that showed it: those of stations with the last look, those of the feed with `pollAt`, the newest poll before.
 */
export function withdrawAll(
  state: SystemState,
  at: number,
  pollAt: number | null,
  context: FoldContext,
): Effect[] {
  const feed: Change[] = FEED_RULES.map((rule) => ({
    rule,
    column: null,
    before: state.feedRules[rule],
    after: UNSEEN,
    reason: null,
  }));
  const open = feed.filter(({ before }) => isOpen(before));
  const moment = (seenAt: number | null) => ({ at, since: seenAt ?? at, afterGap: false });
  const columns = [...state.stationIds.keys()];
  const stations = withdrawStations(state, columns, moment(state.observedAt), context);
  return [
    ...effectsOf(open, { ...state, rules: stations.rules }, moment(pollAt), context),
    ...stations.effects,
  ];
}

function stepRule(
  name: StationRuleName,
  state: SystemState,
  moment: Moment,
  returned: ReadonlySet<number>,
  ruleBook: RuleBook,
  changes: Change[],
): RuleState[] {
  const { present, vehicles, docks, flags } = state.columns;
  const counts = name === "empty" ? vehicles : name === "full" ? docks : null;
  const general = ruleBook.rules[name];
  const sameForAll = ruleBook.stations.size === 0;
  if (general === null && sameForAll && state.rules[name].every(isForgotten)) return state.rules[name];
  const states = state.rules[name].slice();
  for (let column = 0; column < states.length; column++) {
    const before = states[column] ?? UNSEEN;
    const own = sameForAll ? undefined : ruleBook.stations.get(state.stationIds[column] ?? "");
    const rule = own === undefined ? general : own[name];
    // Nearly every station has enough of what is counted: whatever else is true of it, it stays inactive.
    if (before === INACTIVE && rule !== null && (counts?.[column] ?? 0) > rule.atMost) continue;
    // A rule that is switched off forgets, also of stations that are absent: its open alerts are withdrawn, and
    // it starts from a baseline again.
    let after: RuleState = UNSEEN;
    // That it was absent is known to the minute, what else was true of it is not.
    const afterGap = moment.afterGap || (name !== "missing" && returned.has(column));
    if (rule !== null) {
      let holds: boolean | null;
      if (name === "missing") holds = isMissing(state, column);
      else if (present[column] !== true) continue;
      else {
        const vehicleCount = vehicles[column] ?? null;
        const dockCount = docks[column] ?? null;
        const bits = flags[column] ?? 0;
        holds = conditionHolds(name, rule, vehicleCount, dockCount, bits, isHolding(before));
      }
      if (holds === null) continue;
      after = step(before, holds, afterGap ? { ...moment, afterGap } : moment, rule);
    }
    if (after === before) continue;
    states[column] = after;
    if (isOpen(after) !== isOpen(before)) changes.push({ rule: name, column, before, after, afterGap });
  }
  return states;
}

/** Unknown of a station that has left, and while so many are absent that one alert about the feed tells of all. */
function isMissing(state: SystemState, column: number): boolean | null {
  if (state.columns.present[column] === true) return false;
  return state.absentSince.has(column) && !isHolding(state.feedRules["feed-shrunk"]) ? true : null;
}

function isForgotten(state: RuleState): boolean {
  return state === UNSEEN;
}
