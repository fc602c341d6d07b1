import type { StationPlan } from "./plan.ts";

/** Limits rides to this distance and to the nearest stations: in a city of thousands, rides are no longer. */
const RIDE_METERS_MAX = 3_500;
const NEIGHBOURS_MAX = 60;
/** How much longer a ride is than the straight line. */
const DETOUR = 1.3;

export interface CityMap {
  metersBetween(from: number, to: number): number;
  /** Returns the stations in reach as positions in the plan, nearest first. */
  neighboursOf(station: number): readonly number[];
}

export function drawMap(plans: readonly StationPlan[]): CityMap {
  const known = new Map<number, readonly number[]>();

  function metersBetween(from: number, to: number): number {
    const a = plans[from];
    const b = plans[to];
    if (a === undefined || b === undefined) return Number.POSITIVE_INFINITY;
    return DETOUR * Math.hypot(a.eastMeters - b.eastMeters, a.northMeters - b.northMeters);
  }

  function findNeighbours(station: number): readonly number[] {
    const near: { index: number; meters: number }[] = [];
    for (let index = 0; index < plans.length; index++) {
      const meters = metersBetween(station, index);
      if (index !== station && meters <= RIDE_METERS_MAX) near.push({ index, meters });
    }
    near.sort((a, b) => a.meters - b.meters || a.index - b.index);
    return near.slice(0, NEIGHBOURS_MAX).map(({ index }) => index);
  }

  return {
    metersBetween,
    neighboursOf(station) {
      const neighbours = known.get(station) ?? findNeighbours(station);
      known.set(station, neighbours);
      return neighbours;
    },
  };
}
