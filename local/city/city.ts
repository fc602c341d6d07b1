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
  /** The same seed is the same city and the same life of it. */
  readonly seed: number;
  /** How many stations; 60 where absent. */
  readonly stations?: number;
  /** City time, milliseconds since the epoch, when the city is first looked at. */
  readonly startAt: number;
}

/** A bike-share city that lives while it is advanced. City time is the city's local time, read as UTC. */
export interface City {
  readonly name: string;
  /** In the order of their ids. They live: read them at once, and do not keep them. */
  readonly stations: readonly Readonly<Station>[];
  /** All bikes: those at stations and those under way. Never changes. */
  readonly vehicles: number;
  readonly underWay: number;
  /** How far it has been advanced, in whole steps. */
  readonly cityTimeMs: number;
  readonly raining: boolean;
  /** Lives on until a city time. In fixed steps, so the way there makes no difference; never goes back. */
  advanceTo(cityTimeMs: number): void;
}

export const STATIONS_DEFAULT = 60;

const STEP_MS = 15_000;
const HOUR_MS = 3_600_000;
/** The city has lived half a day before anyone looks, so that the first look is as any other. */
const WARM_UP_MS = 12 * HOUR_MS;
const VEHICLES_PER_DOCK = 0.51;
const ELECTRIC_SHARE = 0.35;
const RIDES_PER_STATION_AND_HOUR = 5;
/** Of the riders, so many ride in the rain. */
const RIDERS_IN_RAIN = 0.4;

/** Founds a city and lets it live until `startAt`. Throws a RangeError for a city without stations. */
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

/** The counts that the station has told of: those from before, where it has lost its connection. */
export function countsTold(station: Readonly<Station>) {
  return station.outage?.frozen ?? countsOf(station);
}
