import { freeDocks, inService, type Station } from "./docks.ts";
import type { CityMap } from "./map.ts";
import type { Quarter } from "./plan.ts";
import type { Random } from "./random.ts";

/** Decides where people want to ride from and to. */
export interface Wishes {
  /** Returns the sum of the stations' weights: rides of the quarter times popularity. */
  weightOf(rides: Readonly<Record<Quarter, number>>): number;
  origin(rides: Readonly<Record<Quarter, number>>): number;
  destination(rides: Readonly<Record<Quarter, number>>, from: number): number;
}

const QUARTERS: readonly Quarter[] = ["home", "office", "park", "hub"];
const USUAL_RIDE_METERS = 1_800;
/** The weight of a station without free docks: many riders look at the map before they set out. */
const WEIGHT_WHEN_FULL = 0.35;
const ROUND_TRIPS = 0.03;

export function createWishes(stations: readonly Station[], map: CityMap, random: Random): Wishes {
  const members = new Map(QUARTERS.map((quarter) => [quarter, membersOf(stations, quarter)]));

  function weightOf(rides: Readonly<Record<Quarter, number>>): number {
    return QUARTERS.reduce((sum, quarter) => sum + rides[quarter] * (members.get(quarter)?.total ?? 0), 0);
  }

  function origin(rides: Readonly<Record<Quarter, number>>): number {
    let left = random.next() * weightOf(rides);
    for (const quarter of QUARTERS) {
      const group = members.get(quarter);
      const weight = rides[quarter] * (group?.total ?? 0);
      if (group !== undefined && left < weight) return memberAt(group, left / rides[quarter]);
      left -= weight;
    }
    return random.below(stations.length);
  }

  function appeal(from: number, to: number, rides: Readonly<Record<Quarter, number>>): number {
    const station = stations[to];
    if (station === undefined) return 0;
    const meters = map.metersBetween(from, to);
    // Few people take a bike around the corner, and few across the whole city.
    const distance = Math.min(1, meters / 600) * Math.exp(-meters / USUAL_RIDE_METERS);
    const room = inService(station) && freeDocks(station) > 0 ? 1 : WEIGHT_WHEN_FULL;
    return rides[station.plan.quarter] * station.plan.popularity * distance * room;
  }

  function destination(rides: Readonly<Record<Quarter, number>>, from: number): number {
    if (random.chance(ROUND_TRIPS)) return from;
    const reached = map.neighboursOf(from);
    const appeals = reached.map((to) => appeal(from, to, rides));
    let left = random.next() * appeals.reduce((sum, each) => sum + each, 0);
    const chosen = appeals.findIndex((each) => {
      left -= each;
      return left < 0;
    });
    return reached[chosen] ?? from;
  }

  return { weightOf, origin, destination };
}

interface Members {
  readonly stations: readonly number[];
  /** Sums of popularity, up to and including each station. */
  readonly upTo: readonly number[];
  readonly total: number;
}

function membersOf(stations: readonly Station[], quarter: Quarter): Members {
  const found: number[] = [];
  const upTo: number[] = [];
  let total = 0;
  for (const [index, { plan }] of stations.entries()) {
    if (plan.quarter !== quarter) continue;
    total += plan.popularity;
    found.push(index);
    upTo.push(total);
  }
  return { stations: found, upTo, total };
}

function memberAt(members: Members, popularity: number): number {
  let low = 0;
  let high = members.upTo.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((members.upTo[middle] ?? 0) > popularity) high = middle;
    else low = middle + 1;
  }
  return members.stations[low] ?? 0;
}
