import { metersBetween, metersNorth, type Position } from "./positions.ts";
import type { Neighbourhood } from "./service-terms.ts";

/** A station with a position, by its number. */
export interface Placed extends Position {
  readonly station: number;
  readonly stationId: string;
}

/** Who could help whom, by the numbers of stations; a station without a position is not in it. */
export interface Neighbours {
  readonly of: ReadonlyMap<number, readonly number[]>;
  /** The stations that have this one for a neighbour. */
  readonly around: ReadonlyMap<number, readonly number[]>;
}

/** Returns the neighbours of all these stations, by whole metres; of equally near ones, the least id is the nearest. */
export function neighboursOf(stations: readonly Placed[], neighbourhood: Neighbourhood): Neighbours {
  // Sorted by latitude, so that for each station only those nearly as far north are looked at.
  const sorted = stations.toSorted((a, b) => a.latitude - b.latitude);
  const of = new Map<number, readonly number[]>();
  const around = new Map<number, number[]>(sorted.map(({ station }) => [station, []]));
  for (const [index, { station }] of sorted.entries()) {
    const own =
      neighbourhood === "nearest"
        ? nearestTo(sorted, index)
        : allWithin(sorted, index, neighbourhood.withinMeters);
    of.set(station, own);
    for (const neighbour of own) around.get(neighbour)?.push(station);
  }
  return { of, around };
}

function nearestTo(sorted: readonly Placed[], index: number): number[] {
  let nearest: { readonly placed: Placed; readonly meters: number } | null = null;
  for (const [placed, meters] of inOrder(sorted, index, () => nearest?.meters ?? Number.POSITIVE_INFINITY)) {
    const isNearer =
      nearest === null ||
      meters < nearest.meters ||
      (meters === nearest.meters && placed.stationId < nearest.placed.stationId);
    if (isNearer) nearest = { placed, meters };
  }
  return nearest === null ? [] : [nearest.placed.station];
}

function allWithin(sorted: readonly Placed[], index: number, metersMax: number): number[] {
  const found: number[] = [];
  for (const [placed, meters] of inOrder(sorted, index, () => metersMax)) {
    if (meters <= metersMax) found.push(placed.station);
  }
  return found;
}

/** Yields the others with their distances, on both sides as far as their latitude alone is not too far. */
function* inOrder(
  sorted: readonly Placed[],
  index: number,
  metersMax: () => number,
): Generator<readonly [Placed, number]> {
  const from = sorted[index] as Placed;
  for (const step of [1, -1]) {
    for (let at = index + step; at >= 0 && at < sorted.length; at += step) {
      const to = sorted[at] as Placed;
      // Distances are rounded, latitudes here are not.
      if (metersNorth(from.latitude, to.latitude) > metersMax() + 1) break;
      yield [to, metersBetween(from, to)];
    }
  }
}
