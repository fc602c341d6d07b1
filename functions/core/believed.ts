import { changedColumns } from "./column-changes.ts";
import type { Columns } from "./columns.ts";
import type { FoldContext, Folded, Looked } from "./context.ts";
import { type HistoryMarks, isBuiltOn, isTooFast, withNewList } from "./history-marks.ts";
import { isOpen } from "./lifecycle.ts";
import type { Believed, ToldLook } from "./past.ts";
import type { SystemState } from "./state.ts";

/** What history keeps of a record that moved the mark. */
export interface Look {
  readonly past: ToldLook;
  /** What its columns build on; null where it has the columns of all stations, or none. */
  readonly base: { readonly on: number; readonly columns: Columns } | null;
}

/** A reason has at most this many bytes of UTF-8. */
const REASON_BYTES_MAX = 200;
const TOO_FAST = "ids change too fast";

/**
 * Returns the look of a record that moved the mark, and the state that remembers it. `before` is the state that
 * `folded` began from, `at` the record's fetchedAt. Pure; the input alone decides it, whatever the batches were.
 */
export function takeLook(
  before: SystemState,
  folded: Looked,
  at: number,
  context: FoldContext,
): { state: SystemState; look: Look } {
  const state = keepingList(before, folded.state);
  const isSameList = state.stationIds === before.stationIds;
  const isFirst = before.history.listAt === null && before.stationIds.length === 0;
  const marks = isSameList && !isFirst ? before.history : withNewList(before.history, at, isFirst);
  const { verdict, seen } = folded;
  const { markAt: previousAt } = before;
  const ruleVersion = context.ruleBook.version;
  const reason = cut(folded.reason);
  if (verdict !== "observed" || seen === null || isTooFast(marks, at)) {
    const hole = verdict === "observed" ? TOO_FAST : null;
    const history = verdict === "observed" ? withoutBase(marks) : unseen(marks, before, folded);
    const past = { at, previousAt, verdict, reason, ruleVersion, believed: null, hole };
    return { state: { ...state, history }, look: { past, base: null } };
  }
  const { columns, stationIds } = state;
  const frozen = state.feedRules["feed-frozen"];
  // What was believed may have changed by itself since, as when a rule that counts e-bikes was switched on.
  const isExact = isSameList && marks.believedAt !== null;
  const changed = isExact ? changedColumns(before.columns, columns) : null;
  const frozenSince = isOpen(frozen) ? frozen.startedAt : null;
  // Written out, since this is done for each record: to spread what is then added to costs as much as all else here.
  const { since, outside } = seen;
  const believed: Believed = { since, frozenSince, outside, stationIds, columns, changed };
  const past: ToldLook = { at, previousAt, verdict, reason, ruleVersion, believed, hole: null };
  const isDelta = changed !== null && isBuiltOn(marks, at) && changed.length * 2 <= stationIds.length;
  const on = isDelta ? marks.believedAt : null;
  const listUntil = Math.max(marks.listUntil ?? 0, context.arrivedAt + context.windowRetentionMs);
  const { listAt, listChanges } = marks;
  const history = { believedAt: at, keyAt: on === null ? at : marks.keyAt, listAt, listChanges, listUntil };
  return {
    state: { ...state, history },
    look: { past, base: on === null ? null : { on, columns: before.columns } },
  };
}

/** Returns the state with the list of ids that it had, where the fold has made an equal one. */
function keepingList({ stationIds }: SystemState, state: SystemState): SystemState {
  const { length } = stationIds;
  if (state.stationIds === stationIds || state.stationIds.length !== length) return state;
  return state.stationIds.every((id, column) => id === stationIds[column]) ? { ...state, stationIds } : state;
}

/** Returns the marks after a record that shows nothing: columns that it changed all the same are nothing to build on. */
function unseen(marks: HistoryMarks, before: SystemState, { state, verdict }: Folded): HistoryMarks {
  if (verdict === "retired") return withoutBase(marks);
  return changedColumns(before.columns, state.columns).length === 0 ? marks : withoutBase(marks);
}

function withoutBase(marks: HistoryMarks): HistoryMarks {
  return { ...marks, believedAt: null, keyAt: null };
}

/** Cuts the text at the end of a character; half a surrogate pair becomes U+FFFD. */
function cut(reason: string | null): string | null {
  if (reason === null) return null;
  const bytes = new Uint8Array(REASON_BYTES_MAX);
  const { written } = new TextEncoder().encodeInto(reason, bytes);
  return new TextDecoder().decode(bytes.subarray(0, written));
}
