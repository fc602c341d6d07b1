import type { Columns, Counts } from "./columns.ts";
import { EXTRA_MEASURES, type ExtraMeasure } from "./measures.ts";

const NONE: readonly number[] = [];

/**
 * Returns which stations differ, in order; both must be columns of the same list of ids. The detector compares each
 * poll's columns, and most polls change nothing but vehicles and docks: the rest is looked at only where it differs.
 */
export function changedColumns(before: Columns, after: Columns): readonly number[] {
  if (before === after) return NONE;
  const rest = EXTRA_MEASURES.filter((measure) => before[measure] !== after[measure]);
  const isRestSame =
    rest.length === 0 && isSame(before.flags, after.flags) && isSame(before.present, after.present);
  const { vehicles, docks } = before;
  const { vehicles: bikes, docks: places } = after;
  const changed: number[] = [];
  for (let column = 0; column < bikes.length; column++) {
    if (vehicles[column] !== bikes[column] || docks[column] !== places[column]) changed.push(column);
    else if (!isRestSame && isOther(before, after, rest, column)) changed.push(column);
  }
  return changed;
}

function isSame<T>(a: readonly T[], b: readonly T[]): boolean {
  if (a === b) return true;
  for (let column = 0; column < a.length; column++) if (a[column] !== b[column]) return false;
  return true;
}

function isOther(
  before: Columns,
  after: Columns,
  measures: readonly ExtraMeasure[],
  column: number,
): boolean {
  return (
    before.flags[column] !== after.flags[column] ||
    before.present[column] !== after.present[column] ||
    measures.some((measure) => countIn(before[measure], column) !== countIn(after[measure], column))
  );
}

/** Of a measure that is not kept, every count is unknown. */
export function countIn(counts: Counts | undefined, column: number): number | null {
  return counts?.[column] ?? null;
}
