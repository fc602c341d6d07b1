import { countsOf, type Station, vehiclesAt } from "./docks.ts";
import { drawMap } from "./map.ts";
import { CITY_NAME } from "./names.ts";
import { stepOutages } from "./outages.ts";
import { planCity } from "./plan.ts";
import { createRandom, type Random } from "./random.ts";
import { createRides } from "./rides.ts";
import { tideAt } from "./tides.ts";
import { stepVans } from "./vans.ts";
import { createWeather } from "./weather.ts";
import { createWishes } from "./wishes.ts";

export interface CityOptions {
  /** The same seed gives the same city with the same history. */
  readonly seed: number;
  /** The number of stations; 60 where absent. */
  readonly stations?: number;
  /** City time at which the city is first looked at, in milliseconds since the epoch. */
  readonly startAt: number;
}

/** A bike-share city that changes as it is advanced. City time is the city's local time, read as UTC. */
export interface City {
  readonly name: string;
  /** Sorted by id. They change in place: read them at once, and do not keep them. */
  readonly stations: readonly Readonly<Station>[];
  /** The number of bikes, at stations and under way. Never changes. */
  readonly vehicles: number;
  readonly underWay: number;
  /** The city time that it has been advanced to, in whole steps. */
  readonly cityTimeMs: number;
  readonly raining: boolean;
  /** Advances to a city time; never goes back. Steps are fixed, so the calls on the way make no difference. */
  advanceTo(cityTimeMs: number): void;
}

export const STATIONS_DEFAULT = 60;

const STEP_MS = 15_000;
const HOUR_MS = 3_600_000;
/** How long the city has lived before the first look, so that the first look is like any other. */
const WARM_UP_MS = 12 * HOUR_MS;
const VEHICLES_PER_DOCK = 0.51;
const ELECTRIC_SHARE = 0.35;
const RIDES_PER_STATION_AND_HOUR = 5;
/** The share of riders who ride in the rain. */
const RIDERS_IN_RAIN = 0.4;

/** Builds a city and advances it to `startAt`. Throws a RangeError for a city without stations. */
export function createCity({ seed, stations: count = STATIONS_DEFAULT, startAt }: CityOptions): City {
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`a city has a whole number of stations, at least one, and not ${count}`);
  }
  const random = createRandom(seed);
  const plans = planCity(count, random);
  const stations: Station[] = plans.map((plan) => ({
    plan,
    ...fillStation(plan.capacity, random),
    outage: null,
  }));
  const map = drawMap(plans);
  const wishes = createWishes(stations, map, random);
  const rides = createRides(stations, map, STEP_MS, random);
  const weather = createWeather(STEP_MS, random);
  let cityTimeMs = Math.floor((startAt - WARM_UP_MS) / STEP_MS) * STEP_MS;
  let raining = false;

  function step(): void {
    cityTimeMs += STEP_MS;
    raining = weather.rainsAt(cityTimeMs);
    stepOutages(stations, cityTimeMs, STEP_MS, random);
    rides.arrive(cityTimeMs);
    const tide = tideAt(cityTimeMs);
    const perHour = RIDES_PER_STATION_AND_HOUR * wishes.weightOf(tide.out) * (raining ? RIDERS_IN_RAIN : 1);
    for (let left = random.poisson((perHour * STEP_MS) / HOUR_MS); left > 0; left--) {
      const from = wishes.origin(tide.out);
      rides.depart(from, wishes.destination(tide.in, from), cityTimeMs);
    }
    stepVans(stations, rides, cityTimeMs, STEP_MS, random);
  }

  function advanceTo(until: number): void {
    while (cityTimeMs + STEP_MS <= until) step();
  }

  advanceTo(startAt);
  return {
    name: CITY_NAME,
    stations,
    vehicles: stations.reduce((sum, station) => sum + vehiclesAt(station), rides.underWay),
    get underWay() {
      return rides.underWay;
    },
    get cityTimeMs() {
      return cityTimeMs;
    },
    get raining() {
      return raining;
    },
    advanceTo,
  };
}

function fillStation(capacity: number, random: Random): { classic: number; electric: number } {
  const vehicles = Math.round(capacity * VEHICLES_PER_DOCK * random.between(0.6, 1.4));
  const electric = Math.round(vehicles * ELECTRIC_SHARE);
  return { classic: vehicles - electric, electric };
}

/** Returns the counts that the station reported last: old ones where it has lost its connection. */
export function countsTold(station: Readonly<Station>) {
  return station.outage?.frozen ?? countsOf(station);
}
