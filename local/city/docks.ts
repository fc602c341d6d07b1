import type { StationPlan } from "./plan.ts";
import type { Random } from "./random.ts";

export type Vehicle = "classic" | "electric";

/** Why a station gives and takes no bikes, or seems to. Its bikes stay where they are. */
export type OutageKind = "closed" | "disconnected" | "missing";

export interface Counts {
  readonly classic: number;
  readonly electric: number;
  readonly docks: number;
}

export interface Outage {
  readonly kind: OutageKind;
  readonly untilMs: number;
  /** The counts that the station reported last, when it reports no more; else null. */
  readonly frozen: Counts | null;
}

/** A station at this moment; the simulation changes it in place. */
export interface Station {
  readonly plan: StationPlan;
  classic: number;
  electric: number;
  outage: Outage | null;
}

export function vehiclesAt(station: Station): number {
  return station.classic + station.electric;
}

export function freeDocks(station: Station): number {
  return station.plan.capacity - station.plan.brokenDocks - vehiclesAt(station);
}

/** A disconnected station still serves its riders; only the operator does not hear from it. */
export function inService(station: Station): boolean {
  return station.outage === null || station.outage.kind === "disconnected";
}

export function countsOf(station: Station): Counts {
  return { classic: station.classic, electric: station.electric, docks: freeDocks(station) };
}

/** Takes a bike, an electric one with a higher weight; null when there is none. */
export function takeVehicle(station: Station, random: Random): Vehicle | null {
  const wish = 1.5 * station.electric;
  if (wish + station.classic === 0) return null;
  const electric = random.next() * (wish + station.classic) < wish;
  if (electric) station.electric--;
  else station.classic--;
  return electric ? "electric" : "classic";
}

/** Returns false when no dock is free. */
export function returnVehicle(station: Station, vehicle: Vehicle): boolean {
  if (freeDocks(station) <= 0) return false;
  station[vehicle]++;
  return true;
}
