import { type Absences, absencesAfter } from "./absences.ts";
import { effectsOf } from "./alerts.ts";
import type { Columns, Outside } from "./columns.ts";
import { sightOf } from "./conditions.ts";
import type { FoldContext, Folded } from "./context.ts";
import type { Effect } from "./effects.ts";
import { ALL_IS_WELL, type FeedReading, NOTHING_KNOWN, stepFeed } from "./feed-transitions.ts";
import { type Concerned, changesAtOnce, holdOn, isConfirmed, isGap, isMass, isSame } from "./guards.ts";
import { isHolding, isOpen } from "./lifecycle.ts";
import { closedColumns } from "./service.ts";
import { isAllOutside, marked, outsideColumns, type ServiceTimes, serviceTimes } from "./service-times.ts";
import type { HeldSnapshot, SystemState } from "./state.ts";
import { stepRules, withdrawStations } from "./transitions.ts";
import { addToWindow } from "./windows.ts";

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

/** What a poll shows of the stations. */
interface Shown {
  readonly at: number;
  readonly columns: Columns;
  readonly times: ServiceTimes;
  /** True while the whole system is outside its hours; nothing is judged then. */
  readonly isOutside: boolean;
  /** The stations that are outside theirs. */
  readonly outside: Outside;
  readonly hasChanged: boolean;
  readonly afterGap: boolean;
}

/** Folds a poll that shows the stations as in `columns`; `state.columns` are those that were believed last. */
export function look(state: SystemState, columns: Columns, at: number, context: FoldContext): Folded {
  const { feed, guards } = context.ruleBook;
  const hasChanged = feed["feed-frozen"] === null || !isSame(state.columns, columns);
  const isAfterGap = state.observedAt !== null && isGap(at - state.observedAt, guards);
  const times = serviceTimes(state.stationIds, at, context);
  const outside = outsideColumns(times, state.stationIds.length);
  const shown: Shown = {
    at,
    columns,
    times,
    isOutside: isAllOutside(times, outside, columns),
    outside,
    hasChanged,
    // When something changed behind a frozen feed is as unknown as when it changed in a gap.
    afterGap: isAfterGap || (hasChanged && isOpen(state.feedRules["feed-frozen"])),
  };
  const held = heldBy(state, shown, context);
  if (held === null) return observe(state, shown, at, context);
  if (isConfirmed(held, at)) return observe(state, shown, held.since, context);
  return hold(state, held, shown, context);
}

/** Returns the hold that the shown columns begin or continue; null when they are believed at once. */
function heldBy(state: SystemState, shown: Shown, context: FoldContext): HeldSnapshot | null {
  const rule = context.ruleBook.feed["feed-flapping"];
  if (rule === null || shown.isOutside || shown.columns === state.columns) return null;
  // Much changes in a gap, so nothing is held after one. A long hold is not a gap: polls came, but were doubted.
  if (shown.afterGap && state.held === null) return null;
  if (!isMass(changesAtOnce(state.columns, shown.columns, shown.outside), rule)) return null;
  return holdOn(state.held, shown.columns, shown.at, rule, shown.outside);
}

function hold(state: SystemState, held: HeldSnapshot, { outside }: Shown, context: FoldContext): Folded {
  const at = state.markAt ?? held.since;
  const reason = `${shareText(changesAtOnce(state.columns, held.columns, outside))} changed at once`;
  const flapping = { holds: true, since: at, reason };
  const reading: FeedReading = { ...NOTHING_KNOWN, "feed-down": ALL_IS_WELL, "feed-flapping": flapping };
  return feedAlone({ ...state, held }, reading, { verdict: "held", reason }, at, context);
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
function observe(before: SystemState, shown: Shown, since: number, context: FoldContext): Folded {
  const { at, columns, isOutside, afterGap } = shown;
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
  const effects: Effect[] = effectsOf(changes, state, at, context);
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
function returnedTo(before: SystemState, { at, columns, outside }: Shown, context: FoldContext) {
  const { guards } = context.ruleBook;
  const back = new Set<number>();
  for (const [column, since] of before.absentSince) {
    if (columns.present[column] === true && isGap(at - since, guards)) back.add(column);
  }
  if (outside === null || before.observedAt === null || guards.rebaselineAfterMs === null) return back;
  // A station was outside for the whole time when it was so at the last judged look, and a gap ago.
  const wasOutside = [before.observedAt, at - guards.rebaselineAfterMs].map((time) =>
    outsideColumns(serviceTimes(before.stationIds, time, context), before.stationIds.length),
  );
  for (const column of outside.keys()) {
    if (outside[column] === false && wasOutside.every((then) => then?.[column] === true)) back.add(column);
  }
  return back;
}

function feedReading(
  { feedRules }: SystemState,
  shown: Shown,
  since: number,
  absences: Absences,
  closed: readonly boolean[],
  { ruleBook }: FoldContext,
): FeedReading {
  const { at, isOutside, hasChanged, afterGap } = shown;
  const isFrozen = !hasChanged;
  const { "feed-shrunk": shrunk, "system-closed": closure } = ruleBook.feed;
  const absent = absentNow(absences, shown);
  const shut = closedNow(closed, shown);
  const isClosed = closure !== null && isMass(shut, closure);
  const isIdle = isOutside || isClosed;
  return {
    "feed-down": ALL_IS_WELL,
    "feed-flapping": ALL_IS_WELL,
    "feed-frozen":
      isFrozen && isIdle && isOpen(feedRules["feed-frozen"])
        ? null
        : {
            // Nothing moves in a closed system: that neither begins a feed-frozen nor ends one that began before.
            holds: isFrozen && !isIdle,
            since: at,
            reason: "no count and no flag changes any more",
          },
    "feed-shrunk": isOutside
      ? null
      : {
          holds: shrunk !== null && isMass(absent, shrunk),
          since,
          reason: `${shareText(absent)} are absent`,
        },
    "system-closed": isOutside
      ? null
      : {
          holds: isClosed,
          since,
          reason: marked(`${shareText(shut)} are out of service`, shown.times.system),
          afterGap,
        },
  };
}

/** Returns since when one alert told of all closed stations, if it does so no longer; otherwise null. */
function closedUntilNow(before: SystemState, after: SystemState): number | null {
  const episode = before.feedRules["system-closed"];
  const isOver = isHolding(episode) && !isHolding(after.feedRules["system-closed"]);
  return isOver ? episode.startedAt : null;
}

/** Counts the stations out of service among those that the look shows and that are within their hours. */
function closedNow(closed: readonly boolean[], { columns, outside }: Shown): Concerned {
  let known = 0;
  let stations = 0;
  for (let column = 0; column < closed.length; column++) {
    if (columns.present[column] !== true || outside?.[column] === true) continue;
    known++;
    if (closed[column] === true) stations++;
  }
  return { stations, known };
}

/** Stations outside their hours do not count: many operators leave them out then. */
function absentNow({ absentSince, known }: Absences, { columns, outside }: Shown): Concerned {
  if (outside === null) return { stations: absentSince.size, known };
  const isInside = (column: number) => outside[column] !== true;
  const stations = [...absentSince.keys()].filter(isInside).length;
  const present = columns.present.filter((isPresent, column) => isPresent && isInside(column)).length;
  return { stations, known: stations + present };
}

function shareText({ stations, known }: Concerned): string {
  return `${stations} of ${known} stations`;
}
