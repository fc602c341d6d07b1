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
    const ids = new Set(this.#looks.flatMap((look) => [...look.keys()]));
    const known = (id: string, measure: "vehicles" | "docks") =>
      this.#looks.flatMap((look) => look.get(id)?.[measure] ?? []);
    const sumOfMeans = (measure: "vehicles" | "docks") =>
      sum([...ids].map((id) => known(id, measure)).map((counts) => sum(counts) / Math.max(1, counts.length)));
    return {
      startAt,
      vehicles: thousandths(sumOfMeans("vehicles")),
      docks: thousandths(sumOfMeans("docks")),
      stations: [...ids].filter((id) => known(id, "vehicles").length + known(id, "docks").length > 0).length,
    };
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

function thousandths(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
