import type { CityWindow } from "../../functions/core/windows.ts";
import type { Look } from "./belief.ts";

const WINDOW_MS = 5 * 60_000;

/** Sums up the looks of five minutes by the clock. */
export class Windows {
  #startAt: number | null = null;
  #looks: Look[] = [];

  /** Takes a look in and returns the window that it closes. */
  add(look: Look, at: number): CityWindow | null {
    const startAt = Math.floor(at / WINDOW_MS) * WINDOW_MS;
    const closed = this.#startAt === null || this.#startAt === startAt ? null : this.#sum(this.#startAt);
    if (this.#startAt !== startAt) this.#looks = [];
    this.#startAt = startAt;
    this.#looks.push(look);
    return closed;
  }

  #sum(startAt: number): CityWindow {
    const known = new Map<string, { readonly vehicles: number[]; readonly docks: number[] }>();
    for (const look of this.#looks) {
      for (const { stationId, vehicles, docks } of look.values()) {
        const counts = known.get(stationId) ?? { vehicles: [], docks: [] };
        known.set(stationId, counts);
        if (vehicles !== null) counts.vehicles.push(vehicles);
        if (docks !== null) counts.docks.push(docks);
      }
    }
    const all = [...known.values()];
    return {
      startAt,
      vehicles: thousandths(sum(all.map(({ vehicles }) => mean(vehicles)))),
      docks: thousandths(sum(all.map(({ docks }) => mean(docks)))),
      stations: all.filter(({ vehicles, docks }) => vehicles.length + docks.length > 0).length,
    };
  }
}

function mean(counts: readonly number[]): number {
  return sum(counts) / Math.max(1, counts.length);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

function thousandths(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
