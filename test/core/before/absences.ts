import type { Columns } from "./columns.ts";
import type { Moment } from "./lifecycle.ts";

/** A station that is absent for so long has left the system for good. */
const LEFT_AFTER_MS = 7 * 86_400_000;

export interface Absences {
  /** Since when, by column. */
  readonly absentSince: ReadonlyMap<number, number>;
  /** Columns of stations that have just left for good. */
  readonly left: readonly number[];
  /** Stations that are present or only absent. */
  readonly known: number;
}

/** Who is absent after one more snapshot. */
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
