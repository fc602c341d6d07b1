/** What a state remembers of its history, so that the next look can build on it. Times in milliseconds since the epoch. */
export interface HistoryMarks {
  /** The newest look with columns, which the next builds on; null where there is none to build on. */
  readonly believedAt: number | null;
  /** The newest look with the columns of all stations; null where believedAt is. */
  readonly keyAt: number | null;
  /** The look that made the list of station ids; null where code without history made it. */
  readonly listAt: number | null;
  /** How often the list has changed in the UTC day of `listAt`. */
  readonly listChanges: number;
  /** Until when a look is kept whose columns count by the list; null where none does. */
  readonly listUntil: number | null;
}

export const NO_HISTORY: HistoryMarks = {
  believedAt: null,
  keyAt: null,
  listAt: null,
  listChanges: 0,
  listUntil: null,
};

/** A system whose list has changed so often in a UTC day keeps no columns for the rest of it: lists alone would fill tables. */
const LIST_CHANGES_MAX = 24;
export const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Returns the marks after a look that has made a list of ids; a system's first list changes none. */
export function withNewList(marks: HistoryMarks, at: number, isFirst: boolean): HistoryMarks {
  const changesToday = isSame(DAY_MS, marks.listAt, at) ? marks.listChanges : 0;
  return { ...marks, listAt: at, listChanges: isFirst ? 0 : changesToday + 1, listUntil: null };
}

/** Returns whether the ids change too fast for their lists to be kept. */
export function isTooFast({ listAt, listChanges }: HistoryMarks, at: number): boolean {
  return listChanges >= LIST_CHANGES_MAX && isSame(DAY_MS, listAt, at);
}

/** Returns whether a look may build on the one before it; a key begins each list, and each UTC hour. */
export function isBuiltOn({ keyAt, listAt }: HistoryMarks, at: number): boolean {
  return keyAt !== null && keyAt >= (listAt ?? 0) && isSame(HOUR_MS, keyAt, at);
}

/** Returns whether both times lie in the same UTC hour, or day. */
function isSame(lengthMs: number, a: number | null, b: number): boolean {
  return a !== null && Math.floor(a / lengthMs) === Math.floor(b / lengthMs);
}
