import type { Columns } from "./columns.ts";
import { isFalse, RENTING, RETURNING } from "./flags.ts";
import { closedReason } from "./service.ts";
import type { LevelCondition } from "./service-terms.ts";

/**
 * What service levels need to know of a station at one time, in eight bits: is it listed, is it outside its opening
 * hours, and two bits for each condition, 0 unknown, 1 false, 2 true.
 */
export const LISTED = 1;
export const OUTSIDE = 2;
const SHIFTS: Readonly<Record<LevelCondition, number>> = { closed: 2, empty: 4, full: 6 };
const UNKNOWN = 0;
const FALSE = 1;
const TRUE = 2;

/** Returns the code of the station in this column, by the plain conditions. An absent station is listed and unknown. */
export function codeIn(
  { present, vehicles, docks, flags }: Columns,
  column: number,
  isOutside: boolean,
): number {
  const listed = isOutside ? LISTED | OUTSIDE : LISTED;
  if (present[column] !== true) return listed;
  const bits = flags[column] ?? 0;
  const bikes = vehicles[column] ?? null;
  const free = docks[column] ?? null;
  if (closedReason(bikes, free, bits) !== null) {
    return listed | (TRUE << SHIFTS.closed) | (FALSE << SHIFTS.empty) | (FALSE << SHIFTS.full);
  }
  const empty = isFalse(bits, RENTING) ? FALSE : isZero(bikes);
  const full = isFalse(bits, RETURNING) ? FALSE : isZero(free);
  return listed | (FALSE << SHIFTS.closed) | (empty << SHIFTS.empty) | (full << SHIFTS.full);
}

function isZero(count: number | null): number {
  return count === null ? UNKNOWN : count === 0 ? TRUE : FALSE;
}

/** Returns whether something was seen, and not only lost sight of, where the code was `before`. */
export function isNews(before: number, after: number): boolean {
  return (after & ~before & ~OUTSIDE) !== 0;
}

/** What a moment counts as for one condition of one station. The sums of times are kept by these numbers. */
export const NO_TIME = 0;
export const NOT_KNOWN = 1;
export const NOT_SO = 2;
export const SO = 3;
export const MOMENTS = 4;

/** Returns what a moment of this code counts as; no time at all where the station is not listed, or outside its hours. */
export function momentOf(code: number, condition: LevelCondition): number {
  return (code & (LISTED | OUTSIDE)) === LISTED ? NOT_KNOWN + ((code >> SHIFTS[condition]) & 3) : NO_TIME;
}

/** Returns what the neighbour says of a station in need: it is in the same condition or closed, and cannot help, or it can. */
export function helpFrom(code: number, condition: LevelCondition): "none" | "help" | "unknown" {
  // A rider gets no help from a station that has shut.
  if ((code & OUTSIDE) !== 0 || momentOf(code, "closed") === SO) return "none";
  const moment = momentOf(code, condition);
  if (moment === NOT_KNOWN) return "unknown";
  return moment === SO ? "none" : "help";
}
