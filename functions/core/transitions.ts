import { type Change, effectsOf } from "./alerts.ts";
import { conditionOf } from "./conditions.ts";
import type { FoldContext } from "./context.ts";
import type { Effect } from "./effects.ts";
import { FEED_RULES } from "./feed-rules.ts";
import { INACTIVE, isHolding, isOpen, type Moment, type RuleState, step, UNSEEN } from "./lifecycle.ts";
import type { RuleBook } from "./rules.ts";
import { mapRules, type RuleColumns, rulesOf, type SystemState } from "./state.ts";
import type { Sight, STATION_RULES } from "./station-rules.ts";

interface Stepped {
  readonly rules: RuleColumns;
  readonly changes: Change[];
}

/** Steps every rule at every station of the sight; `returned` are the columns of stations back from a long absence. */
export function stepRules(
  state: SystemState,
  sight: Sight,
  moment: Moment,
  returned: ReadonlySet<number>,
  ruleBook: RuleBook,
): Stepped {
  const changes: Change[] = [];
  const rules = rulesOf((row) => stepRule(row, state, sight, moment, returned, ruleBook, changes));
  return { rules, changes };
}

/** Withdraws every open alert of these stations as of `since`, and forgets what the rules knew of them. */
export function withdrawStations(before: RuleColumns, columns: readonly number[], since: number): Stepped {
  const changes: Change[] = [];
  const rules = mapRules(before, (states, rule) => {
    const left = states.slice();
    for (const column of columns) {
      const known = left[column] ?? UNSEEN;
      left[column] = UNSEEN;
      if (isOpen(known)) changes.push({ rule, column, before: known, after: UNSEEN, since });
    }
    return left;
  });
  return { rules, changes };
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
  const feed: Change[] = FEED_RULES.map(({ name: rule }) => ({
    rule,
    column: null,
    before: state.feedRules[rule],
    after: UNSEEN,
    since: pollAt ?? at,
    reason: null,
  }));
  const open = feed.filter(({ before }) => isOpen(before));
  const columns = [...state.stationIds.keys()];
  const { rules, changes } = withdrawStations(state.rules, columns, state.observedAt ?? at);
  return effectsOf([...open, ...changes], { ...state, rules }, at, context);
}

/** Returns the states of one rule: the same array if nothing changed, undefined if it has never judged a station. */
function stepRule(
  row: (typeof STATION_RULES)[number],
  state: SystemState,
  sight: Sight,
  moment: Moment,
  returned: ReadonlySet<number>,
  ruleBook: RuleBook,
  changes: Change[],
): readonly RuleState[] | undefined {
  const { name } = row;
  const known = state.rules[name];
  const general = ruleBook.rules[name];
  const isSameForAll = ruleBook.stations.size === 0;
  if (general === null && isSameForAll && known === undefined) return undefined;
  const holdsAt = conditionOf(row, sight);
  const counts = row.counts === null ? undefined : sight.columns[row.counts];
  // What an alert about the system told until now has been so since that began, whatever was before it.
  const keptSince = row.counts === null ? (row.since?.(sight) ?? null) : null;
  const kept = keptSince === null ? null : { at: moment.at, since: keptSince, afterGap: false };
  const { stationIds } = state;
  let states: RuleState[] | undefined;
  for (let column = 0; column < stationIds.length; column++) {
    const before = known?.[column] ?? UNSEEN;
    const own = isSameForAll ? undefined : ruleBook.stations.get(stationIds[column] ?? "");
    const rule = own === undefined ? general : own[name];
    // A shortcut for nearly every station: an inactive one with enough of what is counted stays inactive.
    if (before === INACTIVE && rule !== null && (counts?.[column] ?? 0) > rule.atMost) continue;
    const holds = rule === null ? null : holdsAt(rule, column, isHolding(before));
    if (rule !== null && (holds === null || (!holds && before === INACTIVE))) continue;
    // When a station was absent is known to the minute; when anything else about it changed is not.
    const afterGap = moment.afterGap || (returned.has(column) && !row.judgesAbsent);
    // A rule that is switched off forgets every station, absent ones too: its open alerts are withdrawn, and it starts
    // from a baseline when it is switched on again.
    const after =
      rule === null || holds === null
        ? UNSEEN
        : step(
            before,
            holds,
            holds && kept !== null ? kept : afterGap ? { ...moment, afterGap } : moment,
            rule,
          );
    if (after === before) continue;
    states ??= known?.slice() ?? new Array<RuleState>(stationIds.length).fill(UNSEEN);
    states[column] = after;
    const since = rule === null ? moment.at : moment.since;
    if (isOpen(after) !== isOpen(before))
      changes.push({ rule: name, column, before, after, since, afterGap });
  }
  return states ?? known;
}
