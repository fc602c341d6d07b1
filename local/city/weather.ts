import type { Random } from "./random.ts";

const HOUR_MS = 3_600_000;
const RAIN_BEGINS_PER_HOUR = 0.035;

export interface Weather {
  /** Ask once per step, in order. */
  rainsAt(cityTimeMs: number): boolean;
}

/** Makes showers and wet afternoons: about one hour in twelve. */
export function createWeather(stepMs: number, random: Random): Weather {
  let rainUntilMs = Number.NEGATIVE_INFINITY;
  const begins = (RAIN_BEGINS_PER_HOUR * stepMs) / HOUR_MS;
  return {
    rainsAt(cityTimeMs) {
      const rains = cityTimeMs < rainUntilMs;
      if (!rains && random.chance(begins)) rainUntilMs = cityTimeMs + random.between(0.5, 4.5) * HOUR_MS;
      return rains;
    },
  };
}
