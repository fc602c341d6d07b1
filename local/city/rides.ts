import {
  freeDocks,
  inService,
  returnVehicle,
  type Station,
  takeVehicle,
  type Vehicle,
  vehiclesAt,
} from "./docks.ts";
import type { CityMap } from "./map.ts";
import type { Random } from "./random.ts";

/** The bikes that are not at a station: with a rider, or on a van. */
export interface Rides {
  readonly underWay: number;
  /** Starts a ride from the station or, when it has no bike, from one nearby. */
  depart(from: number, to: number, cityTimeMs: number): void;
  /** Lets a van take up to this many bikes to another station. */
  load(from: number, to: number, vehicles: number, cityTimeMs: number): void;
  /** Lets every bike that has arrived by now take a dock, or ride on to look for one. */
  arrive(cityTimeMs: number): void;
}

interface Ride {
  readonly vehicle: Vehicle;
  readonly to: number;
}

const METERS_PER_MINUTE: Record<Vehicle, number> = { classic: 210, electric: 270 };
const VAN_METERS_PER_MINUTE = 250;
const MINUTE_MS = 60_000;
const WALK_METERS_MAX = 500;
const SEARCH_MINUTES = 2;

export function createRides(
  stations: readonly Station[],
  map: CityMap,
  stepMs: number,
  random: Random,
): Rides {
  /** Rides by the step in which they arrive, in the order in which they left. */
  const arrivals = new Map<number, Ride[]>();
  let underWay = 0;

  function schedule(ride: Ride, arrivesAtMs: number): void {
    const step = Math.ceil(arrivesAtMs / stepMs);
    const together = arrivals.get(step);
    if (together === undefined) arrivals.set(step, [ride]);
    else together.push(ride);
    underWay++;
  }

  function minutesOf(vehicle: Vehicle, from: number, to: number): number {
    const minutes = map.metersBetween(from, to) / METERS_PER_MINUTE[vehicle];
    return 1.5 + minutes * random.between(0.85, 1.4);
  }

  function openStation(from: number, suits: (station: Station) => boolean): number | null {
    const found = map.neighboursOf(from).find((index) => {
      const station = stations[index];
      return station !== undefined && inService(station) && suits(station);
    });
    return found ?? null;
  }

  function rideOn(ride: Ride, cityTimeMs: number): void {
    const next = openStation(ride.to, (station) => freeDocks(station) > 0);
    const minutes = next === null ? SEARCH_MINUTES : minutesOf(ride.vehicle, ride.to, next);
    schedule({ ...ride, to: next ?? ride.to }, cityTimeMs + minutes * MINUTE_MS);
  }

  return {
    get underWay() {
      return underWay;
    },
    depart(from, to, cityTimeMs) {
      let start: number | null = from;
      const wished = stations[from];
      if (wished === undefined || !inService(wished) || vehiclesAt(wished) === 0) {
        start = openStation(from, (station) => vehiclesAt(station) > 0);
        if (start === null || map.metersBetween(from, start) > WALK_METERS_MAX) return;
      }
      const station = stations[start];
      const vehicle = station === undefined ? null : takeVehicle(station, random);
      if (vehicle === null) return;
      // A ride that ends where it began takes time too: the rider has been somewhere.
      const minutes = to === start ? random.between(10, 40) : minutesOf(vehicle, start, to);
      schedule({ vehicle, to }, cityTimeMs + minutes * MINUTE_MS);
    },
    load(from, to, vehicles, cityTimeMs) {
      const station = stations[from];
      if (station === undefined) return;
      const minutes = 6 + map.metersBetween(from, to) / VAN_METERS_PER_MINUTE;
      for (let loaded = 0; loaded < vehicles; loaded++) {
        const vehicle = takeVehicle(station, random);
        if (vehicle !== null) schedule({ vehicle, to }, cityTimeMs + minutes * MINUTE_MS);
      }
    },
    arrive(cityTimeMs) {
      const step = Math.floor(cityTimeMs / stepMs);
      const arrived = arrivals.get(step) ?? [];
      arrivals.delete(step);
      for (const ride of arrived) {
        underWay--;
        const station = stations[ride.to];
        const docked = station !== undefined && inService(station) && returnVehicle(station, ride.vehicle);
        if (!docked) rideOn(ride, cityTimeMs);
      }
    },
  };
}
