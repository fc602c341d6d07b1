import type { Columns } from "./columns.ts";
import type { FoldContext, Folded } from "./context.ts";
import { changesAtOnce, holdOn, isConfirmed, isMass, shareText } from "./guards.ts";
import { doubt, observe } from "./judge.ts";
import { type Shown, shownIn } from "./shown.ts";
import type { HeldSnapshot, SystemState } from "./state.ts";

/** Folds a poll that shows the stations as in `columns`; `state.columns` are those that were believed last. */
export function look(state: SystemState, columns: Columns, at: number, context: FoldContext): Folded {
  const shown = shownIn(state, columns, at, context);
  const held = heldBy(state, shown, context);
  if (held === null) return observe(state, shown, at, context);
  if (isConfirmed(held, at)) return observe(state, shown, held.since, context);
  const changes = changesAtOnce(state.columns, held.columns, shown.outside);
  return doubt({ ...state, held }, `${shareText(changes)} changed at once`, at, context);
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
