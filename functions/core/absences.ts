import type { Columns } from "./columns.ts";
import type { Moment } from "./lifecycle.ts";

/** A station that has been absent for this long has left the system for good. */
const LEFT_AFTER_MS = 7 * 86_400_000;
/**
 * Where more stations are absent than this for each one that is present, new ones take their place: a feed whose ids
 * change would otherwise be remembered a week long. Without new ones it has shrunk, and all are waited for.
 */
const ABSENT_A_STATION_MAX = 0.25;
/** So many absent ones are always waited for: they cost little. */
export const ABSENT_KEPT = 50;
/** How many of the longest absent a new station displaces. */
const DISPLACED_BY_ONE = 2;

export interface Absences {
  /** When each absent station became absent, by column; milliseconds since the epoch. */
  readonly absentSince: ReadonlyMap<number, number>;
  /** Columns of the stations that this snapshot finds to have left for good. */
  readonly left: readonly number[];
  /** How many stations are present or absent; those that have left for good do not count. */
  readonly known: number;
}

/** Returns which stations are absent after one more snapshot; `stationIds` are the ids in column order. */
export function absencesAfter(
  absentSince: ReadonlyMap<number, number>,
  before: Columns,
  after: Columns,
  moment: Moment,
  stationIds: readonly string[],
): Absences {
  const absent = new Map<number, number>();
  const left: number[] = [];
  let present = 0;
  let added = 0;
  for (let column = 0; column < after.present.length; column++) {
    if (after.present[column] === true) {
      present++;
      if (before.present[column] !== true && !absentSince.has(column)) added++;
      continue;
    }
    const since = absentSince.get(column) ?? (before.present[column] === true ? moment.since : undefined);
    if (since === undefined) continue;
    if (moment.at - since >= LEFT_AFTER_MS) left.push(column);
    else absent.set(column, since);
  }
  const most = Math.max(ABSENT_KEPT, ABSENT_A_STATION_MAX * present);
  const surplus = Math.ceil(absent.size - most);
  for (const column of longestAbsent(absent, stationIds, Math.min(surplus, DISPLACED_BY_ONE * added))) {
    absent.delete(column);
    left.push(column);
  }
  return { absentSince: absent, left, known: present + absent.size };
}

/** Returns at most `count` columns, longest absent first; of those absent for equally long, by id. */
function longestAbsent(
  absent: ReadonlyMap<number, number>,
  stationIds: readonly string[],
  count: number,
): number[] {
  if (count <= 0) return [];
  const inOrder = [...absent].sort(
    ([a, since], [b, other]) => since - other || ((stationIds[a] ?? "") < (stationIds[b] ?? "") ? -1 : 1),
  );
  return inOrder.slice(0, count).map(([column]) => column);
}
