import { type Columns, columnIndex } from "./columns.ts";
import type { ExtraMeasure } from "./measures.ts";
import type { Readings } from "./observation.ts";

interface Arranged {
  readonly stationIds: readonly string[];
  readonly columns: Columns;
}

/**
 * Returns a snapshot's readings in the columns of `stationIds`; new stations get columns at the end. Only the extra
 * measures in `measures` are kept. Most feeds keep their stations in the same order from poll to poll: then the
 * readings' own arrays become the columns.
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
    const present = allPresent(stationIds);
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
  // The later of two readings with one id wins; if the earlier alone had an extra measure, that is left out.
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

const wholes = new WeakMap<readonly string[], readonly boolean[]>();

/** Polls that show all stations share one column, so that nobody has to compare theirs. */
function allPresent(stationIds: readonly string[]): readonly boolean[] {
  const known = wholes.get(stationIds);
  if (known !== undefined) return known;
  const whole = stationIds.map(() => true);
  wholes.set(stationIds, whole);
  return whole;
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}

/** Returns the column of each station of a snapshot, and the ids that have no column yet. */
function placesOf(read: readonly string[], stationIds: readonly string[]) {
  const index = columnIndex(stationIds);
  const added = new Map<string, number>();
  let next = 0;
  const places = read.map((stationId) => {
    // After a missing station the others still follow in order, so the next column is tried before the index.
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
