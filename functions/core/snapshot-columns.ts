import { type Columns, columnIndex } from "./columns.ts";
import type { ExtraMeasure } from "./measures.ts";
import type { Readings } from "./observation.ts";

interface Arranged {
  readonly stationIds: readonly string[];
  readonly columns: Columns;
}

/**
 * A snapshot's readings in the columns of the ids; new stations get columns at the end. Of the extra measures those
 * that are asked for are kept. A feed keeps its stations and their order from poll to poll: then its readings are the
 * columns as they stand.
 */
export function arrange(
  stationIds: readonly string[],
  readings: Readings,
  measures: readonly ExtraMeasure[],
): Arranged {
  const count = stationIds.length;
  const { vehicles, docks, flags } = readings;
  const extras = measures.flatMap((measure) => {
    const counts = readings[measure];
    return counts === undefined ? [] : [[measure, counts] as const];
  });
  if (isSameList(stationIds, readings.stationIds)) {
    const present = new Array<boolean>(count).fill(true);
    return { stationIds, columns: { present, vehicles, docks, flags, ...Object.fromEntries(extras) } };
  }
  const { places, added } = placesOf(readings.stationIds, stationIds);
  const put = <T>(values: readonly T[], filler: T): T[] => {
    const column = new Array<T>(count + added.length).fill(filler);
    for (let position = 0; position < places.length; position++) {
      column[places[position] ?? 0] = values[position] ?? filler;
    }
    return column;
  };
  const present = new Array<boolean>(places.length).fill(true);
  // Of two readings with one id the last counts: it may have been the only one to tell an extra measure.
  const placed = extras.map(([measure, counts]) => [measure, put(counts, null)] as const);
  const columns: Columns = {
    present: put(present, false),
    vehicles: put(vehicles, null),
    docks: put(docks, null),
    flags: put(flags, 0),
    ...Object.fromEntries(placed.filter(([, counts]) => counts.some((one) => one !== null))),
  };
  return { stationIds: added.length === 0 ? stationIds : [...stationIds, ...added], columns };
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}

/** The column of each station of a snapshot, and the ids that no column has yet. */
function placesOf(read: readonly string[], stationIds: readonly string[]) {
  const index = columnIndex(stationIds);
  const added = new Map<string, number>();
  let next = 0;
  const places = read.map((stationId) => {
    // Where stations are missing, those that follow are in their order all the same.
    let column = stationIds[next] === stationId ? next : (index.get(stationId) ?? added.get(stationId));
    if (column === undefined) {
      column = stationIds.length + added.size;
      added.set(stationId, column);
    }
    next = column + 1;
    return column;
  });
  return { places, added: [...added.keys()] };
}
