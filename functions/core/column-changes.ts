import type { Columns, Counts } from "./columns.ts";
import { EXTRA_MEASURES, type ExtraMeasure } from "./measures.ts";

const NONE: readonly number[] = [];

/**
 * Returns which stations differ, in order; both must be columns of the same list of ids. The detector compares each
 * poll's columns, so what a poll shares with the one before it is not looked at.
 */
export function changedColumns(before: Columns, after: Columns): readonly number[] {
  if (before === after) return NONE;
  const rest = restOf(before, after);
  const isRestSame = rest.length === 0 && isSame(before.present, after.present);
  const { vehicles, docks, flags } = before;
  const { vehicles: bikes, docks: places, flags: bits } = after;
  const changed: number[] = [];
  for (let column = 0; column < bikes.length; column++) {
    if (
      vehicles[column] !== bikes[column] ||
      docks[column] !== places[column] ||
      flags[column] !== bits[column] ||
      !(isRestSame || isRestSameAt(before, after, rest, column))
    )
      changed.push(column);
  }
  return changed;
}

/** Returns the extra measures whose columns are not the same array. */
export function restOf(before: Columns, after: Columns): readonly ExtraMeasure[] {
  return EXTRA_MEASURES.filter((measure) => before[measure] !== after[measure]);
}

function isSame(a: readonly boolean[], b: readonly boolean[]): boolean {
  if (a === b) return true;
  for (let column = 0; column < a.length; column++) if (a[column] !== b[column]) return false;
  return true;
}

/** Returns whether a station is present in both or in neither, with the same counts of these measures. */
export function isRestSameAt(
  before: Columns,
  after: Columns,
  rest: readonly ExtraMeasure[],
  column: number,
): boolean {
  return (
    before.present[column] === after.present[column] &&
    rest.every((measure) => countIn(before[measure], column) === countIn(after[measure], column))
  );
}

/** Of a measure that is not kept, every count is unknown. */
export function countIn(counts: Counts | undefined, column: number): number | null {
  return counts?.[column] ?? null;
}
