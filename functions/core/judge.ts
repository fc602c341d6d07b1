import { absencesAfter } from "./absences.ts";
import { effectsOf } from "./alerts.ts";
import type { Outside } from "./columns.ts";
import { sightOf } from "./conditions.ts";
import type { FoldContext, Folded } from "./context.ts";
import type { Effect } from "./effects.ts";
import { feedReading } from "./feed-reading.ts";
import { ALL_IS_WELL, type FeedReading, NOTHING_KNOWN, stepFeed } from "./feed-transitions.ts";
import { isGap } from "./guards.ts";
import { isHolding } from "./lifecycle.ts";
import { closedColumns } from "./service.ts";
import { outsideColumns, serviceTimes } from "./service-times.ts";
import type { Shown } from "./shown.ts";
import { forgetObservations, type SystemState } from "./state.ts";
import { stepRules, withdrawAll, withdrawStations } from "./transitions.ts";
import { addToWindow } from "./windows.ts";

// Below the guards: what the rules make of a poll, once it is settled whether it is believed. A fold of the past, whose
// looks say what became of them, begins here.

/** Folds a poll that shows no stations: only the rules about the feed are stepped. */
export function notSeen(
  state: SystemState,
  verdict: "failed" | "unmatched" | "dropped",
  reason: string | null,
  at: number,
  context: FoldContext,
): Folded {
  // A snapshot out of order is still an answer: the feed is not down, but not known to be well either.
  const down = verdict === "dropped" ? null : { holds: true, since: at, reason };
  return feedAlone(state, { ...NOTHING_KNOWN, "feed-down": down }, { verdict, reason }, at, context);
}

/** Folds a poll that shows the stations and is not believed yet, for a reason in one sentence. */
export function doubt(state: SystemState, reason: string | null, at: number, context: FoldContext): Folded {
  const flapping = { holds: true, since: at, reason };
  const reading: FeedReading = { ...NOTHING_KNOWN, "feed-down": ALL_IS_WELL, "feed-flapping": flapping };
  return feedAlone(state, reading, { verdict: "held", reason }, at, context);
}

/** Folds a poll that was believed, of which nobody knows any more what it showed: the feed was well. */
export function believeUnread(state: SystemState, at: number, context: FoldContext): Folded {
  const reading: FeedReading = {
    ...NOTHING_KNOWN,
    "feed-down": ALL_IS_WELL,
    "feed-flapping": ALL_IS_WELL,
  };
  return feedAlone(state, reading, { verdict: "observed", reason: null }, at, context);
}

/** Folds that the system has left; `pollAt` is the newest poll before, null without one. `state` has the new mark. */
export function retire(state: SystemState, pollAt: number | null, context: FoldContext): Folded {
  const effects = withdrawAll(state, state.markAt ?? 0, pollAt, context);
  return { state: forgetObservations(state), effects, verdict: "retired", reason: null, seen: null };
}

/** Folds what a poll says of the feed, and nothing about the stations. */
function feedAlone(
  before: SystemState,
  reading: FeedReading,
  why: Pick<Folded, "verdict" | "reason">,
  at: number,
  context: FoldContext,
): Folded {
  const { feedRules, changes } = stepFeed(before.feedRules, reading, at, context.ruleBook.feed);
  const state = { ...before, feedRules };
  return { state, effects: effectsOf(changes, state, at, context), ...why, seen: null };
}

/** Folds shown columns that are believed; what they change counts from `since`. */
export function observe(before: SystemState, shown: Shown, since: number, context: FoldContext): Folded {
  const { at, columns, times, isOutside, afterGap } = shown;
  const moment = { at, since, afterGap };
  const { window, closed: finished } = addToWindow(before.window, columns, at);
  const absences = absencesAfter(before.absentSince, before.columns, columns, moment, before.stationIds);
  const closed = closedColumns(columns);
  const reading = feedReading(before, shown, since, absences, closed, context);
  const { feedRules, changes } = stepFeed(before.feedRules, reading, at, context.ruleBook.feed);
  const withdrawn = withdrawStations(before.rules, absences.left, at);
  changes.push(...withdrawn.changes);
  let state: SystemState = {
    ...before,
    columns,
    held: null,
    absentSince: absences.absentSince,
    feedRules,
    rules: withdrawn.rules,
    window,
  };
  if (!isOutside && feedRules["feed-frozen"].phase !== "open") {
    const returned = returnedTo(before, shown, context);
    const systemClosedSince = closedUntilNow(before, state);
    const sight = sightOf(columns, state, { closed, outside: shown.outside, systemClosedSince });
    const stepped = stepRules(state, sight, moment, returned, context.ruleBook);
    state = { ...state, rules: stepped.rules, observedAt: at };
    changes.push(...stepped.changes);
  }
  const effects: Effect[] = effectsOf(changes, state, at, context, times);
  if (finished !== null) {
    const expiresAt = context.arrivedAt + context.windowRetentionMs;
    effects.unshift({ type: "window", window: finished, expiresAt });
  }
  return { state, effects, verdict: "observed", reason: null, seen: { since, outside: outsideIn(shown) } };
}

function outsideIn({ isOutside, outside }: Shown): Outside | "all" {
  if (isOutside) return "all";
  return outside?.includes(true) ? outside : null;
}

/** Returns the columns of stations that are judged again after a time as long as a gap: absent, or outside their hours. */
function returnedTo(before: SystemState, { at, columns, times, outside }: Shown, context: FoldContext) {
  const { guards } = context.ruleBook;
  const back = new Set<number>();
  for (const [column, since] of before.absentSince) {
    if (columns.present[column] === true && isGap(at - since, guards)) back.add(column);
  }
  if (times.own.size === 0 || before.observedAt === null || guards.rebaselineAfterMs === null) return back;
  // A station was outside for the whole time when it was so at the last judged look, and a gap ago.
  const wasOutside = [before.observedAt, at - guards.rebaselineAfterMs].map((time) =>
    outsideColumns(serviceTimes(before.stationIds, time, context), before.stationIds.length),
  );
  for (const column of before.stationIds.keys()) {
    if (outside?.[column] !== true && wasOutside.every((then) => then?.[column] === true)) back.add(column);
  }
  return back;
}

/** Returns since when one alert told of all closed stations, if it does so no longer; otherwise null. */
function closedUntilNow(before: SystemState, after: SystemState): number | null {
  const episode = before.feedRules["system-closed"];
  const isOver = isHolding(episode) && !isHolding(after.feedRules["system-closed"]);
  return isOver ? episode.startedAt : null;
}
