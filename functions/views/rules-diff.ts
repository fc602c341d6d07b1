import { columnIndex } from "../core/columns.ts";
import { storedNowhere } from "../core/context.ts";
import { FEED_RULES } from "../core/feed-rules.ts";
import { fold } from "../core/fold.ts";
import { isOpen, type RuleState, UNSEEN } from "../core/lifecycle.ts";
import type { PollOutcome } from "../core/observation.ts";
import type { RosterIndex } from "../core/roster.ts";
import { PLAIN_RULES, type RuleBook, type RuleName } from "../core/rules.ts";
import type { SystemState } from "../core/state.ts";
import { STATION_RULES } from "../core/station-rules.ts";

/** What becomes of a station, or of the feed, with the next poll; null where nothing does. */
export type Turn = "withdrawn" | "ends" | "opens" | "waits to open" | "waits to end" | "waits no more";

/** A station, or the feed where it is null, of which other rules make something else. */
export interface ChangedTurn {
  readonly rule: RuleName;
  readonly stationId: string | null;
  /** By the rules of now, and by the others. */
  readonly now: Turn | null;
  readonly tried: Turn | null;
}

/** By which rules the next poll is judged; "retired" where the system is no longer watched, null where nobody knows. */
export type Judging = RuleBook | "retired" | null;

/**
 * Returns what other rules would make of the next poll, if it shows what was believed last: of each station and rule of
 * which they would make something else than the rules of now. `at` is that poll's time, in milliseconds. Pure.
 */
export function changedTurns(
  state: SystemState,
  { now, tried }: { readonly now: Judging; readonly tried: Judging },
  roster: RosterIndex | null,
  at: number,
): ChangedTurn[] {
  const turnsNow = turnsOf(state, now, roster, at);
  const turnsTried = turnsOf(state, tried, roster, at);
  const keys = new Set([...turnsNow.keys(), ...turnsTried.keys()]);
  return [...keys].flatMap((key) => {
    const one = turnsNow.get(key);
    const other = turnsTried.get(key);
    const known = other ?? one;
    if (known === undefined || one?.turn === other?.turn) return [];
    const { rule, stationId } = known;
    return [{ rule, stationId, now: one?.turn ?? null, tried: other?.turn ?? null }];
  });
}

interface KnownTurn {
  readonly rule: RuleName;
  readonly stationId: string | null;
  readonly turn: Turn;
}

function turnsOf(
  state: SystemState,
  judging: Judging,
  roster: RosterIndex | null,
  at: number,
): ReadonlyMap<string, KnownTurn> {
  const turns = new Map<string, KnownTurn>();
  if (judging === null) return turns;
  const add = (rule: RuleName, stationId: string | null, turn: Turn | null) => {
    if (turn !== null) turns.set(JSON.stringify([rule, stationId]), { rule, stationId, turn });
  };
  // What was dropped or retired is no snapshot that a poll can repeat; what was believed last stands in for it.
  const snapshotAt = state.snapshotAt ?? state.markAt ?? 0;
  const systemId = roster?.roster.systemId ?? "";
  const poll: PollOutcome =
    judging === "retired"
      ? { type: "retired", systemId, fetchedAt: at }
      : { type: "unchanged", systemId, fetchedAt: at, snapshotAt };
  // A system that leaves is judged by no rule.
  const ruleBook = judging === "retired" ? PLAIN_RULES : judging;
  const context = storedNowhere({ ruleBook, arrivedAt: at, roster });
  const { state: next, effects } = fold({ ...state, snapshotAt }, poll, context);
  const columns = columnIndex(next.stationIds);
  for (const { name } of STATION_RULES) {
    for (const [column, before] of (state.rules[name] ?? []).entries()) {
      const stationId = state.stationIds[column] ?? "";
      const after = next.rules[name]?.[columns.get(stationId) ?? -1] ?? UNSEEN;
      add(name, stationId, waitOf(before, after));
    }
    // A rule that was not on has no states before.
    if (state.rules[name] === undefined) {
      for (const [column, after] of (next.rules[name] ?? []).entries())
        add(name, next.stationIds[column] ?? "", waitOf(UNSEEN, after));
    }
  }
  for (const { name } of FEED_RULES) add(name, null, waitOf(state.feedRules[name], next.feedRules[name]));
  for (const effect of effects) {
    if (effect.type === "open") add(effect.rule, effect.stationId, "opens");
    if (effect.type === "resolve")
      add(effect.rule, effect.stationId, effect.resolution.endReason === null ? "ends" : "withdrawn");
  }
  return turns;
}

function waitOf(before: RuleState, after: RuleState): Turn | null {
  if (after.phase === "pending" && before.phase !== "pending") return "waits to open";
  if (after.phase === "closing" && before.phase !== "closing") return "waits to end";
  return before.phase === "pending" && after.phase !== "pending" && !isOpen(after) ? "waits no more" : null;
}
