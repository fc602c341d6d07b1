import { LANDMARKS, STREETS } from "./names.ts";
import type { Random } from "./random.ts";

/** What people do around a station: live, work, rest, or take a train. */
export type Quarter = "home" | "office" | "park" | "hub";

/** A station as it was built; it never changes. */
export interface StationPlan {
  /** A decimal number, since JCDecaux numbers stations. */
  readonly stationId: string;
  readonly name: string;
  readonly address: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly capacity: number;
  /** Docks that never give nor take a bike: they make vehicles and docks add up to less than the capacity. */
  readonly brokenDocks: number;
  readonly quarter: Quarter;
  /** How many people come here compared with other stations of the quarter; 1 is average. */
  readonly popularity: number;
  readonly eastMeters: number;
  readonly northMeters: number;
}

/** A place between fields, where no city is. */
const CENTER = { latitude: 52.446, longitude: -0.121 };
const FIRST_NUMBER = 1001;
const METERS_PER_DEGREE = 111_195;
/** The distance between stations in dense cities. */
const METERS_BETWEEN_STATIONS = 370;
const RIVER_WIDTH_METERS = 110;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
const STATIONS_PER_HUB = 20;
const CORNER_TRIES_MAX = 40;

/** Plans a city on both banks of its river: offices in the middle, homes around them, parks by the water. */
export function planCity(stations: number, random: Random): StationPlan[] {
  const radiusMeters = METERS_BETWEEN_STATIONS * Math.sqrt(stations / Math.PI);
  const nameOf = createNames(random);
  const plans: StationPlan[] = [];
  for (let index = 0; index < stations; index++) {
    const { eastMeters, northMeters } = placeOf(index, stations, radiusMeters, random);
    const quarter = quarterOf(index, eastMeters, northMeters, radiusMeters, random);
    plans.push({
      stationId: String(FIRST_NUMBER + index),
      ...nameOf(quarter),
      ...degreesOf(eastMeters, northMeters),
      capacity: Math.round(quarter === "hub" ? random.between(28, 40) : random.between(14, 28)),
      brokenDocks: random.chance(0.15) ? 1 + random.below(2) : 0,
      quarter,
      popularity: random.between(0.6, 1.4),
      eastMeters,
      northMeters,
    });
  }
  return plans;
}

/** Places stations like a sunflower's seeds, with noise: even, but not a grid. */
function placeOf(index: number, stations: number, radiusMeters: number, random: Random) {
  const distance = radiusMeters * Math.sqrt((index + 0.5) / stations);
  const angle = index * GOLDEN_ANGLE;
  const shake = () => random.between(-0.25, 0.25) * METERS_BETWEEN_STATIONS;
  const eastMeters = distance * Math.cos(angle) + shake();
  const northMeters = distance * Math.sin(angle) + shake();
  const fromRiver = northMeters - riverNorthMeters(eastMeters, radiusMeters);
  const bank = fromRiver < 0 ? -RIVER_WIDTH_METERS : RIVER_WIDTH_METERS;
  const dry = Math.abs(fromRiver) >= RIVER_WIDTH_METERS;
  return { eastMeters, northMeters: dry ? northMeters : northMeters - fromRiver + bank };
}

/** Returns where the river is: it runs from west to east in one slow bend. */
function riverNorthMeters(eastMeters: number, radiusMeters: number): number {
  return 0.22 * radiusMeters * Math.sin((2.2 * eastMeters) / radiusMeters) - 0.15 * radiusMeters;
}

function quarterOf(index: number, east: number, north: number, radius: number, random: Random): Quarter {
  if (index % STATIONS_PER_HUB === 3) return "hub";
  const fromRiver = Math.abs(north - riverNorthMeters(east, radius));
  if (fromRiver < 2 * RIVER_WIDTH_METERS && random.chance(0.6)) return "park";
  return Math.hypot(east, north) < radius * random.between(0.45, 0.75) ? "office" : "home";
}

function degreesOf(eastMeters: number, northMeters: number) {
  const latitude = CENTER.latitude + northMeters / METERS_PER_DEGREE;
  const metersPerDegreeEast = METERS_PER_DEGREE * Math.cos((CENTER.latitude * Math.PI) / 180);
  const longitude = CENTER.longitude + eastMeters / metersPerDegreeEast;
  return { latitude: toMillionths(latitude), longitude: toMillionths(longitude) };
}

function toMillionths(degrees: number): number {
  return Math.round(degrees * 1_000_000) / 1_000_000;
}

/** Returns a source of landmarks and crossings, each once; a large city uses them up, and then a number is added. */
function createNames(random: Random): (quarter: Quarter) => { name: string; address: string } {
  const taken = new Map<string, number>();
  const street = () => STREETS[random.below(STREETS.length)] ?? STREETS[0];
  return (quarter) => {
    const address = street();
    const landmark = LANDMARKS[quarter].find((each) => !taken.has(each));
    let name: string | null =
      landmark !== undefined && (quarter === "hub" || random.chance(0.6)) ? landmark : null;
    for (let tries = 0; name === null; tries++) {
      const crossing = street();
      const corner = cornerOf(address, crossing);
      if (crossing !== address && (!taken.has(corner) || tries > CORNER_TRIES_MAX)) name = corner;
    }
    const times = (taken.get(name) ?? 0) + 1;
    taken.set(name, times);
    return { name: times === 1 ? name : `${name} ${times}`, address: `${1 + random.below(120)} ${address}` };
  };
}

/** Sorts the two streets, so that a corner has the same name whichever comes first. */
function cornerOf(street: string, other: string): string {
  return [street, other].sort().join(" / ");
}
