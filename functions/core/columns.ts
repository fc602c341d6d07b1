import { type ByMeasure, EXTRA_MEASURES, type ExtraMeasure, type Observed } from "./measures.ts";

/** One count per station, in column order; null is unknown. */
export type Counts = readonly (number | null)[];

/**
 * Stations as columns: index i of every array is one station. Absent stations have `present` false, unknown counts and
 * no flags. The arrays are never changed in place, so states may share them.
 */
export interface Columns extends ByMeasure<Counts> {
  readonly present: readonly boolean[];
  /** Bits of flags.ts. */
  readonly flags: readonly number[];
}

/** Which stations are outside their hours, by column; null where no station has hours of its own. */
export type Outside = readonly boolean[] | null;

/** Columns of stations that are all absent. */
export function emptyColumns(count: number): Columns {
  const unknown = new Array<number | null>(count).fill(null);
  return {
    present: new Array<boolean>(count).fill(false),
    vehicles: unknown,
    docks: unknown,
    flags: new Array<number>(count).fill(0),
  };
}

/** Returns the counts of the station in this column. */
export function countsIn(columns: Columns, column: number): Observed {
  const observed: { -readonly [Name in keyof Observed]: Observed[Name] } = {
    vehicles: columns.vehicles[column] ?? null,
    docks: columns.docks[column] ?? null,
  };
  for (const measure of EXTRA_MEASURES) {
    const counts = columns[measure];
    if (counts !== undefined) observed[measure] = counts[column] ?? null;
  }
  return observed;
}

/** Returns the columns with only the extra measures in `asked`; the same object when there are no others. */
export function onlyMeasures(columns: Columns, asked: readonly ExtraMeasure[]): Columns {
  const surplus = EXTRA_MEASURES.filter((name) => columns[name] !== undefined && !asked.includes(name));
  if (surplus.length === 0) return columns;
  const kept: { -readonly [Name in keyof Columns]: Columns[Name] } = { ...columns };
  for (const name of surplus) delete kept[name];
  return kept;
}

/** Returns the columns lengthened to `count` stations; the new stations are absent. */
export function widened(columns: Columns, count: number): Columns {
  const wider: { -readonly [Name in keyof Columns]: Columns[Name] } = {
    present: resized(columns.present, count, false),
    vehicles: resized(columns.vehicles, count, null),
    docks: resized(columns.docks, count, null),
    flags: resized(columns.flags, count, 0),
  };
  for (const measure of EXTRA_MEASURES) {
    const counts = columns[measure];
    if (counts !== undefined) wider[measure] = resized(counts, count, null);
  }
  return wider;
}

/** Returns the columns of the stations at `kept`, in that order. */
export function selected(columns: Columns, kept: readonly number[]): Columns {
  const narrower: { -readonly [Name in keyof Columns]: Columns[Name] } = {
    present: entriesAt(columns.present, kept),
    vehicles: entriesAt(columns.vehicles, kept),
    docks: entriesAt(columns.docks, kept),
    flags: entriesAt(columns.flags, kept),
  };
  for (const measure of EXTRA_MEASURES) {
    const counts = columns[measure];
    if (counts !== undefined) narrower[measure] = entriesAt(counts, kept);
  }
  return narrower;
}

/** Returns the entries at `kept`, in that order. */
export function entriesAt<T>(column: readonly T[], kept: readonly number[]): T[] {
  return kept.map((index) => column[index] as T);
}

/** Returns a copy of the column, lengthened to `count` entries with `filler`. */
export function resized<T>(column: readonly T[], count: number, filler: T): T[] {
  const copy = column.slice();
  while (copy.length < count) copy.push(filler);
  return copy;
}

/** Returns who is outside, in the columns of `after`; a station that `before` does not have is not. */
export function outsideAmong(
  outside: Outside | "all",
  before: readonly string[],
  after: readonly string[],
): Outside | "all" {
  if (outside === null || outside === "all") return outside;
  const columns = columnIndex(before);
  return after.map((stationId) => outside[columns.get(stationId) ?? -1] === true);
}

const indexes = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

/** Returns each station's column by its id. The map is cached for as long as the array of ids lives. */
export function columnIndex(stationIds: readonly string[]): ReadonlyMap<string, number> {
  let index = indexes.get(stationIds);
  if (index === undefined) {
    index = new Map(stationIds.map((stationId, column) => [stationId, column]));
    indexes.set(stationIds, index);
  }
  return index;
}
