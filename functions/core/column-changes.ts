import type { Columns, Counts } from "./columns.ts";
import { EXTRA_MEASURES } from "./measures.ts";

const NONE: readonly number[] = [];

/** Returns which stations differ, in order; both must be columns of the same list of ids. */
export function changedColumns(before: Columns, after: Columns): readonly number[] {
  if (before === after) return NONE;
  const changed: number[] = [];
  const { present, vehicles, docks, flags } = after;
  const extras = EXTRA_MEASURES.filter((measure) => before[measure] !== after[measure]);
  for (let column = 0; column < present.length; column++) {
    if (
      before.vehicles[column] !== vehicles[column] ||
      before.docks[column] !== docks[column] ||
      before.flags[column] !== flags[column] ||
      before.present[column] !== present[column] ||
      extras.some((measure) => countIn(before[measure], column) !== countIn(after[measure], column))
    ) {
      changed.push(column);
    }
  }
  return changed;
}

/** Of a measure that is not kept, every count is unknown. */
export function countIn(counts: Counts | undefined, column: number): number | null {
  return counts?.[column] ?? null;
}
