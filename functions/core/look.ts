import { type Absences, absencesAfter } from "./absences.ts";
import { effectsOf } from "./alerts.ts";
import type { Columns } from "./columns.ts";
import { sightOf } from "./conditions.ts";
import type { FoldContext, Folded, Verdict } from "./context.ts";
import type { Effect } from "./effects.ts";
import { ALL_IS_WELL, type FeedReading, NOTHING_KNOWN, stepFeed } from "./feed-transitions.ts";
import {
  type Concerned,
  changesAtOnce,
  holdOn,
  isConfirmed,
  isGap,
  isMass,
  isOutsideHours,
  isSame,
} from "./guards.ts";
import { isOpen } from "./lifecycle.ts";
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
  return feedAlone(state, { ...NOTHING_KNOWN, "feed-down": down }, verdict, at, context);
}

/** What a poll shows of the stations. */
interface Shown {
  readonly at: number;
  readonly columns: Columns;
  /** True while the system is closed to the public; stations are not judged then. */
  readonly isOutside: boolean;
  readonly hasChanged: boolean;
  readonly afterGap: boolean;
}

/** Folds a poll that shows the stations as in `columns`; `state.columns` are those that were believed last. */
export function look(state: SystemState, columns: Columns, at: number, context: FoldContext): Folded {
  const { feed, guards } = context.ruleBook;
  const hasChanged = feed["feed-frozen"] === null || !isSame(state.columns, columns);
  const isAfterGap = state.observedAt !== null && isGap(at - state.observedAt, guards);
  const shown: Shown = {
    at,
    columns,
    isOutside: isOutsideHours(guards, context.roster, at),
    hasChanged,
    // When something changed behind a frozen feed is as unknown as when it changed in a gap.
    afterGap: isAfterGap || (hasChanged && isOpen(state.feedRules["feed-frozen"])),
  };
  const held = heldBy(state, shown, context);
  if (held === null) return observe(state, shown, at, context);
  if (isConfirmed(held, at)) return observe(state, shown, held.since, context);
  return hold(state, held, context);
}

/** Returns the hold that the shown columns begin or continue; null when they are believed at once. */
function heldBy(state: SystemState, shown: Shown, context: FoldContext): HeldSnapshot | null {
  const rule = context.ruleBook.feed["feed-flapping"];
  if (rule === null || shown.isOutside || shown.columns === state.columns) return null;
  // Much changes in a gap, so nothing is held after one. A long hold is not a gap: polls came, but were doubted.
  if (shown.afterGap && state.held === null) return null;
  if (!isMass(changesAtOnce(state.columns, shown.columns), rule)) return null;
  return holdOn(state.held, shown.columns, shown.at, rule);
}

function hold(state: SystemState, held: HeldSnapshot, context: FoldContext): Folded {
  const at = state.markAt ?? held.since;
  const reason = `${shareText(changesAtOnce(state.columns, held.columns))} changed at once`;
  const flapping = { holds: true, since: at, reason };
  const reading: FeedReading = { ...NOTHING_KNOWN, "feed-down": ALL_IS_WELL, "feed-flapping": flapping };
  return feedAlone({ ...state, held }, reading, "held", at, context);
}

/** Folds what a poll says of the feed, and nothing about the stations. */
function feedAlone(
  before: SystemState,
  reading: FeedReading,
  verdict: Verdict,
  at: number,
  context: FoldContext,
): Folded {
  const { feedRules, changes } = stepFeed(before.feedRules, reading, at, context.ruleBook.feed);
  const state = { ...before, feedRules };
  return { state, effects: effectsOf(changes, state, at, context), verdict };
}

/** Folds shown columns that are believed; what they change counts from `since`. */
function observe(before: SystemState, shown: Shown, since: number, context: FoldContext): Folded {
  const { at, columns, isOutside, afterGap } = shown;
  const moment = { at, since, afterGap };
  const { window, closed } = addToWindow(before.window, columns, at);
  const absences = absencesAfter(before.absentSince, before.columns, columns, moment, before.stationIds);
  const reading = feedReading(before, shown, since, absences, context);
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
    const returned = returnedTo(before, columns, at, context);
    const stepped = stepRules(state, sightOf(columns, state), moment, returned, context.ruleBook);
    state = { ...state, rules: stepped.rules, observedAt: at };
    changes.push(...stepped.changes);
  }
  const effects: Effect[] = effectsOf(changes, state, at, context);
  if (closed !== null) {
    const expiresAt = context.arrivedAt + context.windowRetentionMs;
    effects.unshift({ type: "window", window: closed, expiresAt });
  }
  return { state, effects, verdict: "observed" };
}

/** Returns the columns of stations that are back after an absence as long as a gap. */
function returnedTo(
  { absentSince }: SystemState,
  { present }: Columns,
  at: number,
  context: FoldContext,
): ReadonlySet<number> {
  const back = [...absentSince].filter(([column, since]) => {
    return present[column] === true && isGap(at - since, context.ruleBook.guards);
  });
  return new Set(back.map(([column]) => column));
}

function feedReading(
  { feedRules }: SystemState,
  shown: Shown,
  since: number,
  absences: Absences,
  { ruleBook }: FoldContext,
): FeedReading {
  const { at, isOutside, hasChanged } = shown;
  const isFrozen = !hasChanged;
  const shrunk = ruleBook.feed["feed-shrunk"];
  const absent = { stations: absences.absentSince.size, known: absences.known };
  return {
    "feed-down": ALL_IS_WELL,
    "feed-flapping": ALL_IS_WELL,
    "feed-frozen":
      isFrozen && isOutside && isOpen(feedRules["feed-frozen"])
        ? null
        : {
            // Nothing moves in a closed system: that neither begins a feed-frozen nor ends one that began before.
            holds: isFrozen && !isOutside,
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
  };
}

function shareText({ stations, known }: Concerned): string {
  return `${stations} of ${known} stations`;
}
