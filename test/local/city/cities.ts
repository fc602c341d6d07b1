import { type City, createCity } from "../../../local/city/city.ts";
import { freeDocks, vehiclesAt } from "../../../local/city/docks.ts";

/** A Monday at seven in the morning, just before the commute. */
export const MONDAY = Date.UTC(2026, 4, 4, 7);
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

export function smallCity(seed = 1): City {
  return createCity({ seed, stations: 12, startAt: MONDAY });
}

/** Everything visible of a city, as one text. */
export function portrait(city: City): string {
  const stations = city.stations.map(({ plan, classic, electric, outage }) => [
    plan,
    classic,
    electric,
    outage,
  ]);
  return JSON.stringify([city.cityTimeMs, city.underWay, city.raining, stations]);
}

/** For each minute: the shares of empty and full stations, and how many became so or stopped being so. */
export function watch(city: City, from: number, minutes: number) {
  const counted = { empty: 0, full: 0, transitions: 0 };
  let before: boolean[] = [];
  for (let minute = 0; minute < minutes; minute++) {
    city.advanceTo(from + minute * MINUTE_MS);
    const empty = city.stations.map((station) => vehiclesAt(station) === 0);
    const full = city.stations.map((station) => freeDocks(station) === 0);
    counted.empty += empty.filter(Boolean).length;
    counted.full += full.filter(Boolean).length;
    const now = [...empty, ...full];
    if (minute > 0) counted.transitions += now.filter((each, index) => each !== before[index]).length;
    before = now;
  }
  const readings = minutes * city.stations.length;
  return { empty: counted.empty / readings, full: counted.full / readings, transitions: counted.transitions };
}
