import type { Columns } from "./columns.ts";
import type { Moment } from "./lifecycle.ts";

/** A station that has been absent for this long has left the system for good. */
const LEFT_AFTER_MS = 7 * 86_400_000;

export interface Absences {
  /** When each absent station became absent, by column; milliseconds since the epoch. */
  readonly absentSince: ReadonlyMap<number, number>;
  /** Columns of the stations that this snapshot finds to have left for good. */
  readonly left: readonly number[];
  /** How many stations are present or absent; those that have left for good do not count. */
  readonly known: number;
}

/** Returns which stations are absent after one more snapshot. */
export function absencesAfter(
  absentSince: ReadonlyMap<number, number>,
  before: Columns,
  after: Columns,
  moment: Moment,
): Absences {
  const absent = new Map<number, number>();
  const left: number[] = [];
  let present = 0;
  for (let column = 0; column < after.present.length; column++) {
    if (after.present[column] === true) {
      present++;
      continue;
    }
    const since = absentSince.get(column) ?? (before.present[column] === true ? moment.since : undefined);
    if (since === undefined) continue;
    if (moment.at - since >= LEFT_AFTER_MS) left.push(column);
    else absent.set(column, since);
  }
  return { absentSince: absent, left, known: present + absent.size };
}
