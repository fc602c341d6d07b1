import { type Absences, absencesAfter } from "./absences.ts";
import type { Columns } from "./columns.ts";
import type { FoldContext, Folded } from "./context.ts";
import { ALL_IS_WELL, type FeedReading, NOTHING_KNOWN, stepFeed } from "./feed-rules.ts";
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

/** A poll that shows no stations: only the rules about the feed take notice. */
export function notSeen(
  state: SystemState,
  verdict: "failed" | "unmatched" | "dropped",
  reason: string | null,
  at: number,
  context: FoldContext,
): Folded {
  // A snapshot out of its order is an answer all the same: the feed is neither down nor known to be well.
  const down = verdict === "dropped" ? null : { holds: true, since: at, reason };
  const { feedRules, effects } = stepFeed(state, { ...NOTHING_KNOWN, "feed-down": down }, at, context);
  return { state: { ...state, feedRules }, effects, verdict };
}

/** What a poll shows of the stations. */
interface Sight {
  readonly at: number;
  readonly columns: Columns;
  /** The system is closed to the public: stations are not judged. */
  readonly isOutside: boolean;
  readonly hasChanged: boolean;
  readonly afterGap: boolean;
}

/** A poll that shows the stations as in `columns`; the state's own are those that were believed last. */
export function look(state: SystemState, columns: Columns, at: number, context: FoldContext): Folded {
  const { feed, guards } = context.ruleBook;
  const hasChanged = feed["feed-frozen"] === null || !isSame(state.columns, columns);
  const isAfterGap = state.observedAt !== null && isGap(at - state.observedAt, guards);
  const sight: Sight = {
    at,
    columns,
    isOutside: isOutsideHours(guards, context.roster, at),
    hasChanged,
    // What changed while a feed stood still is as unknown as what changed while it was away.
    afterGap: isAfterGap || (hasChanged && isOpen(state.feedRules["feed-frozen"])),
  };
  const held = heldBy(state, sight, context);
  if (held === null) return observe(state, sight, at, context);
  if (isConfirmed(held, at)) return observe(state, sight, held.since, context);
  return hold(state, held, context);
}

/** The hold that the sight begins or goes on with; null when it is believed at once. */
function heldBy(state: SystemState, sight: Sight, context: FoldContext): HeldSnapshot | null {
  const rule = context.ruleBook.feed["feed-flapping"];
  if (rule === null || sight.isOutside || sight.columns === state.columns) return null;
  // Many things change in a gap. That nothing was believed for as long, since all of it was doubted, is none.
  if (sight.afterGap && state.held === null) return null;
  if (!isMass(changesAtOnce(state.columns, sight.columns), rule)) return null;
  return holdOn(state.held, sight.columns, sight.at, rule);
}

function hold(state: SystemState, held: HeldSnapshot, context: FoldContext): Folded {
  const at = state.markAt ?? held.since;
  const reason = `${counted(changesAtOnce(state.columns, held.columns))} changed at once`;
  const flapping = { holds: true, since: at, reason };
  const reading: FeedReading = { ...NOTHING_KNOWN, "feed-down": ALL_IS_WELL, "feed-flapping": flapping };
  const { feedRules, effects } = stepFeed(state, reading, at, context);
  return { state: { ...state, held, feedRules }, effects, verdict: "held" };
}

/** A sight that is believed; what it changes has been so since `since`. */
function observe(before: SystemState, sight: Sight, since: number, context: FoldContext): Folded {
  const { at, columns, isOutside, afterGap } = sight;
  const moment = { at, since, afterGap };
  const { window, closed } = addToWindow(before.window, columns, at);
  const absences = absencesAfter(before.absentSince, before.columns, columns, moment);
  const feed = stepFeed(before, feedReading(before, sight, since, absences, context), at, context);
  let state: SystemState = {
    ...before,
    columns,
    held: null,
    absentSince: absences.absentSince,
    feedRules: feed.feedRules,
    window,
  };
  const effects = feed.effects;
  if (absences.left.length > 0) {
    const withdrawn = withdrawStations(state, absences.left, { at, since: at, afterGap: false }, context);
    state = { ...state, rules: withdrawn.rules };
    effects.push(...withdrawn.effects);
  }
  if (!isOutside && feed.feedRules["feed-frozen"].phase !== "open") {
    const returned = returnedTo(before, columns, at, context);
    const stepped = stepRules(state, moment, returned, context);
    state = { ...state, rules: stepped.rules, observedAt: at };
    effects.push(...stepped.effects);
  }
  if (closed !== null) {
    const expiresAt = context.arrivedAt + context.windowRetentionMs;
    effects.unshift({ type: "window", window: closed, expiresAt });
  }
  return { state, effects, verdict: "observed" };
}

/** Columns of the stations that are back after having been absent for as long as a gap. */
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
  sight: Sight,
  since: number,
  absences: Absences,
  { ruleBook }: FoldContext,
): FeedReading {
  const { at, isOutside, hasChanged } = sight;
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
            // A closed system rests: that is no reason to begin, nor to end what began before.
            holds: isFrozen && !isOutside,
            since: at,
            reason: "no count and no flag changes any more",
          },
    "feed-shrunk": isOutside
      ? null
      : {
          holds: shrunk !== null && isMass(absent, shrunk),
          since,
          reason: `${counted(absent)} are absent`,
        },
  };
}

function counted({ stations, known }: Concerned): string {
  return `${stations} of ${known} stations`;
}
