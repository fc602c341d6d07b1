import { freeDocks, inService, type Station, vehiclesAt } from "./docks.ts";
import type { Random } from "./random.ts";
import type { Rides } from "./rides.ts";

const STATIONS_PER_VAN = 30;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** The time of one van's tour: load, drive, unload and look at the list. */
const TOUR_MINUTES = 24;
const LOAD_MAX = 9;

/** Runs the operator's vans for one step: each tour takes bikes from a full station to an empty one. */
export function stepVans(
  stations: readonly Station[],
  rides: Rides,
  cityTimeMs: number,
  stepMs: number,
  random: Random,
): void {
  const hour = (cityTimeMs % DAY_MS) / HOUR_MS;
  if (hour < 5.5 || hour >= 22.5) return;
  const toursPerStep = (stations.length / STATIONS_PER_VAN) * (stepMs / (TOUR_MINUTES * MINUTE_MS));
  for (let tours = random.poisson(toursPerStep); tours > 0; tours--) {
    const fullest = extreme(stations, random, (station) => -freeDocks(station) / station.plan.capacity);
    const emptiest = extreme(stations, random, (station) => -vehiclesAt(station) / station.plan.capacity);
    const spare = Math.floor(vehiclesAt(fullest.station) - fullest.station.plan.capacity / 2);
    const room = Math.floor(emptiest.station.plan.capacity / 2 - vehiclesAt(emptiest.station));
    const vehicles = Math.min(LOAD_MAX, spare, room);
    if (vehicles >= 3) rides.load(fullest.index, emptiest.index, vehicles, cityTimeMs);
  }
}

/** Returns the station in service with the highest score of a dozen random ones: the crew does not know all. */
function extreme(
  stations: readonly Station[],
  random: Random,
  score: (station: Station) => number,
): { index: number; station: Station } {
  let best: { index: number; station: Station; score: number } | null = null;
  for (let tries = 0; tries < 12 || best === null; tries++) {
    const index = random.below(stations.length);
    const station = stations[index];
    if (station === undefined || (!inService(station) && tries < 12)) continue;
    const scored = score(station);
    if (best === null || scored > best.score) best = { index, station, score: scored };
  }
  return best;
}
